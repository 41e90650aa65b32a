// A QR code as SVG, drawn here: what it holds must not leave the browser.
import { svg } from "lit";
import encodeQR from "qr";

const QUIET = 4; // modules of white around, as the standard asks

export function qrCode(text: string, label: string) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return svg`<svg class="qr" role="img" aria-label=${label} viewBox="0 0 ${rows.length} ${rows.length}"
    shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"></rect><path d=${path} fill="#000"></path></svg>`;
}

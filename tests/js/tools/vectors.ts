// Prints the public age test vectors of the cctv-age package as {name: base64}.
import * as vectors from "cctv-age";

const printable = Object.fromEntries(
  Object.entries(vectors).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]),
);
process.stdout.write(JSON.stringify(printable));

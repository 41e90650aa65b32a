// Shapes that say a level without its colour; decorative, the word stands beside them.
import { svg } from "lit";

const SHAPES: Record<string, string> = {
  red: "M8 1 15 14H1Z",
  orange: "M8 1 15 8 8 15 1 8Z",
  yellow: "M2 2H14V14H2Z",
  grey: "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12Z",
  not_us: "M3 7H13V9H3Z",
};

export function levelShape(level: string) {
  return svg`<svg class="shape" viewBox="0 0 16 16" aria-hidden="true"><path d=${SHAPES[level] ?? SHAPES.not_us}></path></svg>`;
}

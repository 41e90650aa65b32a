// Bars of a table that stands beside them: a drawing, for whoever sees it. What it says is in the table.
import { BarController, BarElement, CategoryScale, Chart, LinearScale } from "chart.js";
import { PageElement } from "./page-element.js";
import { html } from "lit";

Chart.register(BarController, BarElement, CategoryScale, LinearScale);
const ROW = 34; // pixels
const AXIS = 40;
const PAPER = 330; // pixels across, half an A4 page
const LABEL = 22; // pixels of a drawing for each character of a label

class FigureChart extends PageElement {
  static properties = { labels: { attribute: false }, counts: { attribute: false } };

  /** @type {Chart | null} */
  #chart = null;
  #end = new AbortController();

  constructor() {
    super();
    /** @type {string[]} */
    this.labels = [];
    /** @type {(number | null)[]} null is not drawn */
    this.counts = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.#end = new AbortController();
    const { signal } = this.#end;
    window.addEventListener("beforeprint", () => this.#colour("paper-", PAPER), { signal });
    window.addEventListener("afterprint", () => this.#colour(), { signal });
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", () => this.#colour(), { signal });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end.abort();
    this.#chart?.destroy();
    this.#chart = null;
  }

  render() {
    return html`<div class="drawn" aria-hidden="true"><canvas></canvas></div>`;
  }

  updated() {
    /** @type {HTMLElement} */ (this.querySelector(".drawn")).style.blockSize = `${this.labels.length * ROW + AXIS}px`;
    this.#chart ??= this.#draw();
    this.#chart.data = { labels: this.labels, datasets: [{ data: this.counts }] };
    this.#colour();
  }

  #draw() {
    return new Chart(/** @type {HTMLCanvasElement} */ (this.querySelector("canvas")), {
      type: "bar",
      data: { labels: [], datasets: [] },
      options: {
        indexAxis: "y",
        animation: false,
        maintainAspectRatio: false,
        events: [],
        scales: {
          x: { beginAtZero: true, ticks: { precision: 0 }, grid: {} },
          y: {
            ticks: { callback: (/** @type {any} */ _, /** @type {number} */ at) => this.#label(at) },
            grid: { display: false },
          },
        },
        datasets: { bar: { maxBarThickness: 18, borderRadius: 3 } },
      },
    });
  }

  // As much of it as there is room for; the table has all.
  /** @param {number} at @returns {string} */
  #label(at) {
    const [label, longest] = [this.labels[at], Math.floor((this.#chart?.width ?? PAPER) / LABEL)];
    return label.length > longest ? `${label.slice(0, longest - 1)}…` : label;
  }

  /** @param {string} [of] which of our colours @param {number} [width] pixels; what there is otherwise */
  #colour(of = "", width = 0) {
    const chart = this.#chart;
    if (!chart) return;
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const font = { family: style.fontFamily, size: 14 };
    const { x, y } = /** @type {Record<string, any>} */ (chart.options.scales);
    for (const scale of [x, y]) Object.assign(scale.ticks, { color: colour(`--${of}ink`), font });
    x.grid.color = colour(`--${of}line`);
    chart.data.datasets[0].backgroundColor = colour(`--${of}primary`);
    if (width) chart.resize(width, chart.height);
    else chart.resize();
    chart.update("none");
  }
}

customElements.define("figure-chart", FigureChart);

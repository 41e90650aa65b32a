// One group of questions per screen, on one URL. The browser's Back steps back, with every answer still there.

export class Screens {
  #sections;
  #order;
  #onShow;

  /** `order` names the screens in turn; `onShow(step)` runs each time one appears. */
  constructor(order, onShow) {
    this.#order = order;
    this.#onShow = onShow;
    this.#sections = new Map(
      [...document.querySelectorAll("[data-step]")].map((section) => [section.dataset.step, section]),
    );
    for (const section of this.#sections.values()) promoteHeading(section);
    window.addEventListener("popstate", (event) => this.#show(this.#known(event.state?.step)));
  }

  get current() {
    return [...this.#sections].find(([, section]) => !section.hidden)[0];
  }

  start() {
    history.replaceState({ step: this.#order[0] }, "");
    this.#show(this.#order[0], { focus: false });
  }

  /** Goes on to a screen; Back leads to the one before. */
  go(step, target = null) {
    history.pushState({ step }, "");
    this.#show(step, { target });
  }

  /** Shows the last screen for good: Back no longer leads to the questions. */
  finish(step) {
    this.#order = [step];
    history.replaceState({ step }, "");
    this.#show(step);
  }

  after(step) {
    return this.#order[this.#order.indexOf(step) + 1];
  }

  #known(step) {
    return this.#order.includes(step) || (step === "emergency" && this.#order.length > 1) ? step : this.#order[0];
  }

  #show(step, { focus = true, target = null } = {}) {
    for (const [name, section] of this.#sections) section.hidden = name !== step;
    this.#onShow(step);
    if (!focus) return;
    window.scrollTo(0, 0);
    const heading = this.#sections.get(step).querySelector("h1");
    (target ?? heading).focus();
  }
}

// On its own screen a group's heading is the page's heading.
function promoteHeading(section) {
  const heading = section.querySelector("h2");
  if (section.querySelector("h1") || !heading) return;
  const h1 = document.createElement("h1");
  for (const { name, value } of heading.attributes) h1.setAttribute(name, value);
  h1.append(...heading.childNodes);
  heading.replaceWith(h1);
}

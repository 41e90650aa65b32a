// A view that the desk shows: an element that is given one object, and tells what somebody did in it.
import type { PropertyDeclarations } from "lit";
import { PageElement } from "./page-element.ts";
import type { Told } from "./told.ts";

/**
 * Each view's file has one function that renders its tag, so that tsc finds what is not given, and what nobody knows:
 * no other file writes that tag.
 */
export class View<Props> extends PageElement {
  static properties: PropertyDeclarations = { props: { attribute: false } };

  declare props: Props;

  /** Tells whoever stands around this, however far. */
  tell<Name extends keyof Told>(name: Name, ...[detail]: Told[Name] extends void ? [] : [detail: Told[Name]]) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

/** Hears what is told within an element. */
export function hear<Name extends keyof Told>(
  element: EventTarget,
  name: Name,
  answer: (detail: Told[Name]) => unknown,
  options?: AddEventListenerOptions,
) {
  element.addEventListener(name, (event) => answer((event as CustomEvent<Told[Name]>).detail), options);
}

// The caretakers' outbox, as the page shows it: what waits on this phone, and when it goes out.
import { sayDay, type Dates } from "../../web/days.ts";
import { all, element, pageData, sentences, type Say } from "../../web/page.ts";
import { NotSent, post } from "../../web/post.ts";
import { listItems, putItem, removeItem, type WaitingReport } from "./items.ts";
import { sendWaiting } from "./send.ts";

const WORKER = "/report/staff/outbox.js";
const SCOPE = "/report/staff/"; // no page of ours lies in it: the worker does nothing but send
const CHANNEL = "bekymret-outbox";
const DAYS = 7;

export class Outbox {
  #isSending = false;
  #say: Say = String;
  #dates: Dates | null = null;

  /** Sends what waits, now and whenever there is network again. */
  async start() {
    window.addEventListener("online", () => this.#send());
    new BroadcastChannel(CHANNEL).addEventListener("message", async () => {
      await this.#show();
      this.#tellSent();
    });
    await this.#send();
  }

  /** Shows what waits on the page that is there now. */
  showOn() {
    this.#say = sentences();
    this.#dates = pageData("dates");
    return this.#show();
  }

  /** @throws {NotSent} this browser keeps nothing */
  async keep(parcel: { id: string; n: number; day: string; frame: Uint8Array }, url: string) {
    try {
      await putItem({ ...parcel, url: new URL(url, window.location.href).pathname, isRefused: false });
    } catch {
      throw new NotSent("keep");
    }
    await askForSync().catch(() => {}); // without it, it goes out when the page is opened
    await this.#show();
  }

  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      if (!(await listItems()).length) return;
      // Without network the worker could not be fetched when somebody asked for the outbox: now it can, for next time.
      askForSync().catch(() => {});
      const sent = await sendWaiting(({ url, frame }) => post(url, frame));
      await this.#show();
      if (sent) this.#tellSent();
    } catch {
      // A browser that keeps nothing has nothing waiting.
    } finally {
      this.#isSending = false;
    }
  }

  // Also on the page that has just said that it waits.
  #tellSent() {
    element("[data-outbox]").hidden = false;
    element("[data-outbox] [role=status]").textContent = this.#say("js.outbox.sent");
    for (const arrived of all("[data-arrived][data-title]")) {
      arrived.textContent = arrived.dataset.title ?? "";
      element("[data-read-on]").textContent = ""; // what is said of it stands above
    }
  }

  async #show() {
    const items = await listItems();
    const area = element("[data-outbox]");
    area.hidden = !items.length;
    element("h2", area).hidden = !items.length;
    element("h2", area).textContent =
      items.length === 1 ? this.#say("js.outbox.one") : this.#say("js.outbox.many", { count: items.length });
    element("ul", area).replaceChildren(...items.map((item) => this.#row(item)));
    for (const call of all("[data-refused]", area)) call.hidden = !items.some(({ isRefused }) => isRefused);
  }

  #row({ id, day, isRefused }: WaitingReport) {
    const row = document.createElement("li");
    const text = document.createElement("span");
    const last = new Date(Date.parse(day) + DAYS * 86_400_000).toISOString().slice(0, 10);
    const days = { day: this.#day(day), last: this.#day(last) };
    text.textContent = this.#say(isRefused ? "js.outbox.refused" : "js.outbox.item", days);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = this.#say("js.outbox.delete");
    button.addEventListener("click", async () => {
      if (!window.confirm(this.#say("js.outbox.confirm"))) return;
      await removeItem(id);
      await this.#show();
      element("main").focus();
    });
    row.append(text, " ", button);
    return row;
  }

  #day(day: string) {
    return this.#dates ? sayDay(day, this.#dates) : day;
  }
}

async function askForSync() {
  const registration = await navigator.serviceWorker.register(address(), { scope: SCOPE });
  await untilActive(registration);
  await registration.sync?.register(CHANNEL);
}

async function untilActive({ active, installing, waiting }: ServiceWorkerRegistration) {
  const coming = installing ?? waiting;
  if (active || !coming) return;
  await new Promise((resolve) => {
    coming.addEventListener("statechange", () => coming.state === "activated" && resolve(null));
  });
}

let policy: { createScriptURL(url: string): string } | undefined;

// The one script that this policy lets through.
function address() {
  policy ??= window.trustedTypes?.createPolicy(CHANNEL, { createScriptURL: () => WORKER });
  return policy ? policy.createScriptURL(WORKER) : WORKER;
}

// Seals a report and sends it. If sealing throws or hangs, nothing is sent: there is no way from here to plain text.
import { seal } from "../lib/age.js";
import { randomBytes, toBase64Url, toHex } from "../lib/bytes.js";
import { buildDocument } from "../lib/document.js";
import { DocumentError } from "../lib/errors.js";
import { recipientOf } from "../lib/keys.js";
import { generateCode, openCode } from "../lib/receipt.js";

const SEALING_LIMIT_MS = 20_000;
const SENDING_LIMIT_MS = 60_000;
// 120 random bits, drawn once: an envelope holds them with no more likelihood than any other 30 characters.
const BOUNDARY = "bekymret-a3f19c07d25e8b6441fd90ce7b8a52";

/** Why a report was not delivered: `seal`, `too_long`, `offline`, `too_many`, `unavailable` or `refused`. */
export class NotSent extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** One report's case id and receipt code. Sending it again after a lost answer is still the same case. */
export class Parcel {
  constructor(settings) {
    this.settings = settings;
    this.case = toHex(randomBytes(16));
    this.code = generateCode();
  }

  /** Seals these answers and sends them; returns the server's answer. Throws NotSent. */
  async deliver(url, answers, onSealed) {
    let response = await this.#attempt(url, answers, onSealed);
    if (response.status === 400) {
      const refusal = await readJson(response);
      if (refusal.error !== "recipients") throw new NotSent("refused");
      // An advisor joined or left while the page was open: seal to today's.
      Object.assign(this.settings, { recipients: refusal.recipients, maxRecipients: refusal.max_recipients });
      response = await this.#attempt(url, answers, onSealed);
    }
    if (response.status === 201) return readJson(response);
    throw new NotSent({ 413: "too_long", 429: "too_many", 503: "unavailable" }[response.status] ?? "refused");
  }

  async #attempt(url, answers, onSealed) {
    let body;
    try {
      body = await withinTime(this.#seal(answers), SEALING_LIMIT_MS);
    } catch (error) {
      throw new NotSent(error instanceof DocumentError ? "too_long" : "seal");
    }
    onSealed();
    return send(url, body);
  }

  async #seal(answers) {
    const { recipients, maxRecipients, language, form } = this.settings;
    const receipt = openCode(this.code);
    const plaintext = buildDocument({
      type: "report",
      case: this.case,
      seq: 0,
      from: "reporter",
      day: localDay(),
      language,
      body: { form, answers },
    });
    const fields = {
      case: this.case,
      locator: toBase64Url(receipt.locator),
      reply_to: await recipientOf(receipt.identity),
    };
    return multipart(fields, await seal(plaintext, recipients, maxRecipients));
  }
}

async function send(url, body) {
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "Content-Type": `multipart/form-data; boundary=${BOUNDARY}` },
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(SENDING_LIMIT_MS),
    });
  } catch {
    throw new NotSent("offline");
  }
}

// A boundary that never changes lets the server reuse what it prepared for it: parsing is a third of accepting a report.
function multipart(fields, envelope) {
  const part = (head, value) => [`--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`, value, "\r\n"];
  const parts = Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, value));
  const file = part('name="envelope"; filename="envelope"\r\nContent-Type: application/octet-stream', envelope);
  return new Blob([...parts, ...file, `--${BOUNDARY}--\r\n`]);
}

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    throw new NotSent("offline");
  }
}

function withinTime(promise, limit) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("sealing hangs")), limit);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function localDay() {
  const now = new Date();
  const pad = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

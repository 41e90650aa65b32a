// The case files of one session: each version opened and compared with what is known of it, and the next one written.
// Two who write at the same time are brought together; what clashes is theirs to decide.
import { payloadHash, seal } from "../crypto/age.js";
import { fromBase64, toHex } from "../crypto/bytes.js";
import { TALLY, TEAM, buildCasefile, casefileChain } from "../crypto/casefile.js";
import { NOTHING, follow, isSame } from "../crypto/talk.js";
import { deliver } from "../web/deliver.js";
import { frame, uint32 } from "../web/frame.js";
import { NotSent, sealed } from "../web/post.js";
import { TaskFailed } from "./keyring.js";
import { isAt } from "./opening.js";
import * as cases from "./logic/casefile.js";
import * as tally from "./logic/tally.js";
import * as team from "./logic/team.js";
import { BACKGROUND } from "./trust.js";

const DAY_MS = 86_400_000;

/** What a file holds, how two versions are brought together, and what keeps one from being saved. @typedef {{ read: (content: any) => any, merge: (base: any, mine: any, theirs: any) => { merged: any, clashes: any[] }, problemOf: (merged: any) => string }} Kind */
/** @type {Record<string, Kind>} */
const SHARED = {
  [TEAM]: { read: team.asTeam, merge: team.merge, problemOf: team.problemOf },
  [TALLY]: { read: tally.asTally, merge: tally.merge, problemOf: tally.problemOf },
};
/** @type {Kind} */
const OF_A_CASE = {
  read: (content) => (content ? cases.asState(content) : cases.NEW),
  merge: cases.merge,
  problemOf: cases.problemOf,
};

/** A version as the server lists it; only the newest ones have an envelope. @typedef {{ version: number, hash: string, n: number, envelope: string | null }} Version */
/**
 * What is known of a case file, or of the advisors' own. `flag`: `closed` (sealed to others), `damaged`, `forged`, `former` (signed by who is no
 * advisor any more, and nobody vouches), `back` (what was noted before is not in it); empty if all is well. `isShort`:
 * it is from a card, and not all of it.
 * @typedef {{ content: any, version: number, chain: Uint8Array[], writer: string, n: number, flag: string, isShort?: boolean }} Opened
 */

/** Both have decided the same thing, and not the same way. */
export class Clashed extends Error {
  /** @param {any} theirs @param {any} merged as theirs where they clash @param {import("./logic/casefile.js").Clash[]} clashes */
  constructor(theirs, merged, clashes) {
    super("clashed");
    this.theirs = theirs;
    this.merged = merged;
    this.clashes = clashes;
  }
}

export class Casefiles {
  #session;
  #trust;
  #books;
  /** @type {Map<string, Opened>} */
  #known = new Map();

  /** @param {import("./session.js").Session} session @param {import("./trust.js").Trust} trust @param {import("./bookkeeping.js").Bookkeeping} books */
  constructor(session, trust, books) {
    this.#session = session;
    this.#trust = trust;
    this.#books = books;
  }

  /** @param {string} id @returns {Opened | undefined} */
  get(id) {
    return this.#known.get(id);
  }

  /** @param {string} id of what was purged */
  forget(id) {
    this.#known.delete(id);
  }

  /** Where a case's file ends, whoever wrote it. @param {string} id @returns {Uint8Array} */
  chainEndOf(id) {
    const { version = 0, chain = casefileChain(id, []) } = this.#known.get(id) ?? {};
    return chain[version];
  }

  /**
   * How far the ledger may go in a case's file: over what nobody vouches for it does not, or it would vouch for that.
   * @param {string} id
   * @returns {Uint8Array}
   */
  headOf(id) {
    const known = this.#known.get(id);
    if (!known?.version) return this.#vouchedHead(id, known?.chain ?? []);
    return known.flag ? this.#vouchedHead(id, known.chain) : known.chain[known.version];
  }

  // What advisors of now have seen last: the furthest that is there, or what should be there.
  /** @param {string} id @param {Uint8Array[]} chain */
  #vouchedHead(id, chain) {
    const heads = this.#books.headsOf(id).filter((head) => !isSame(head, NOTHING));
    return chain.findLast((state) => heads.some((head) => isSame(head, state))) ?? heads[0] ?? NOTHING;
  }

  /**
   * @param {string} id of a case, or one of `SHARED`
   * @param {Version[]} versions all of them, in order
   * @returns {Promise<Opened>}
   * @throws {import("./session.js").SessionOver}
   */
  async open(id, versions) {
    const before = this.#known.get(id);
    const chain = casefileChain(
      id,
      versions.map(({ hash }) => fromBase64(hash)),
    );
    if (
      before &&
      !before.flag &&
      !before.isShort &&
      before.version === versions.length &&
      isSame(before.chain[before.version], chain[before.version])
    ) {
      return before;
    }
    return this.#take(id, await this.#openNewest(id, versions, chain));
  }

  /**
   * Takes what a card says of a case's file.
   * @param {string} id
   * @param {any} content
   * @param {{ versions: { n: number }[], chain: Uint8Array[] }} row
   */
  adopt(id, content, { versions, chain }) {
    const { length } = versions;
    const n = versions.at(-1)?.n ?? 0;
    this.#take(id, { content: content ?? cases.NEW, version: length, chain, writer: "", n, flag: "", isShort: true });
  }

  /**
   * Takes what the worker found of a case's file; if that was not all right, looks at it closely.
   * @param {import("./keyring.js").OpenedCase} found
   * @throws {import("./api.js").ApiError | import("./session.js").SessionOver}
   */
  async takeOpened({ case: id, versions, chain, newest }) {
    const { length } = versions;
    if (!length) this.#take(id, { content: cases.NEW, version: 0, chain, writer: "", n: 0, flag: "" });
    else if (!newest || versions.some(({ version }, place) => version !== place + 1)) await this.#readAnew(id, NOTHING);
    else {
      const { writer, content } = newest;
      const flag = this.#isVouchedFor(id, writer, chain[length]) ? "" : "former";
      this.#take(id, {
        content: cases.asState(content),
        version: length,
        chain,
        writer,
        n: versions[length - 1].n,
        flag,
      });
    }
  }

  /** @param {string} id @param {Opened} opened @returns {Opened} */
  #take(id, opened) {
    const { chain } = opened;
    const before = this.#known.get(id);
    const heads = [...this.#books.headsOf(id), ...(before?.version ? [before.chain[before.version]] : [])];
    const isBack = heads.some((head) => !isSame(head, NOTHING) && !chain.some((state) => isSame(state, head)));
    const known = isBack && !opened.flag ? { ...opened, flag: "back" } : opened;
    this.#known.set(id, known);
    return known;
  }

  /**
   * Writes what is `mine` behind whatever is there by now.
   * @param {string} id of a case, or one of `SHARED`
   * @param {any} base what was there when writing began
   * @param {any} mine
   * @param {{ isForced?: boolean, by?: string }} [how] `isForced`: also if there is nothing new in it; `by`: see `Trust.mayWrite`
   * @returns {Promise<Opened>}
   * @throws {Clashed | NotSent | import("./session.js").SessionOver} `incomplete`: see `problemOf`
   */
  async save(id, base, mine, { isForced = false, by = SHARED[id] ? BACKGROUND : id } = {}) {
    if (this.#known.get(id)?.isShort) await this.#readAnew(id, NOTHING);
    // A colleague's browser is about to seal it anew; whoever wrote over it now would lose what stands there.
    if (this.#known.get(id)?.flag === "closed") throw new NotSent("unread");
    /** @type {Opened | null} */
    let written = null;
    const merged = () => this.#merge(id, base, mine);
    if (!isForced && this.#isThere(id, merged())) return /** @type {Opened} */ (this.#known.get(id));
    const sending = deliver(`/inbox/casefiles/${id}`, {
      seal: async () => {
        const made = await this.#make(id, merged(), by);
        written = made.opened;
        return made;
      },
      recipients: this.#trust.askedBy(by),
      takePlace: async ({ hash }) => {
        written = null; // what is there by now, is read
        return this.#readAnew(id, hash);
      },
      options: { headers: this.#session.api.headers, signal: this.#session.signal },
    });
    await this.#session.during(sending);
    if (written) this.#known.set(id, written);
    return /** @type {Opened} */ (this.#known.get(id));
  }

  /** Signs anew what former advisors could read or have signed, for those who are advisors now. @throws {NotSent | import("./session.js").SessionOver} */
  async signAll() {
    const older = [...this.#known].filter(([, known]) => known.version && known.n < this.#trust.recipientsN);
    for (const [id, { content, flag }] of older)
      if (!flag) await this.save(id, content, content, { isForced: true, by: BACKGROUND });
  }

  /** @param {string} id @param {Version[]} versions @param {Uint8Array[]} chain @returns {Promise<Opened>} */
  async #openNewest(id, versions, chain) {
    const usual = kindOf(id).read(null);
    const { length } = versions;
    /** @type {Opened} */
    let found = { content: usual, version: length, chain, writer: "", n: versions.at(-1)?.n ?? 0, flag: "" };
    if (versions.some(({ version }, place) => version !== place + 1)) return { ...found, flag: "damaged" };
    for (const version of versions.slice(-2).reverse()) {
      const opened = await this.#openOne(id, version, chain);
      found = { ...found, ...opened, flag: found.flag || opened.flag };
      if (opened.content) break; // if the newest can't be read, the one before it is shown, and flagged
    }
    return found;
  }

  /** @param {string} id @param {Version} version @param {Uint8Array[]} chain @returns {Promise<{ content?: any, writer?: string, flag: string }>} */
  async #openOne(id, { version, hash, envelope }, chain) {
    const voices = this.#trust.voices;
    const raw = envelope ? fromBase64(envelope) : null;
    if (!raw || hashOf(raw) !== toHex(fromBase64(hash))) return { flag: "damaged" };
    let opened;
    try {
      opened = await this.#session.during(this.#session.keyring.casefile(raw, voices));
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      return { flag: error.kind === "no_match" ? "closed" : "forged" };
    }
    const { writer, content } = opened;
    if (!isAt(opened, id, version, chain) || !this.#trust.sites.includes(opened.site)) return { flag: "forged" };
    return {
      content: kindOf(id).read(content),
      writer,
      flag: this.#isVouchedFor(id, writer, chain[version]) ? "" : "former",
    };
  }

  /** @param {string} id @param {string} writer @param {Uint8Array} state after what was written */
  #isVouchedFor(id, writer, state) {
    return this.#trust.voiceOf(writer) !== null || this.#books.headsOf(id).some((head) => isSame(head, state));
  }

  /** @param {string} id @param {any} base @param {any} mine @throws {Clashed | NotSent} */
  #merge(id, base, mine) {
    const { merge, problemOf } = kindOf(id);
    const theirs = this.#known.get(id)?.content ?? base;
    const { merged, clashes } = merge(base, mine, theirs);
    if (clashes.length) throw new Clashed(theirs, merged, clashes);
    if (problemOf(merged)) throw new NotSent("incomplete");
    return merged;
  }

  /** @param {string} id @param {any} content */
  #isThere(id, content) {
    const known = this.#known.get(id);
    return Boolean(known?.version) && JSON.stringify(known?.content) === JSON.stringify(content);
  }

  // A colleague came first, or the answer to this very version was lost.
  /** @param {string} id @param {Uint8Array} hash @returns {Promise<boolean>} */
  async #readAnew(id, hash) {
    /** @type {{ versions: Version[] }} */
    const { versions } = await this.#session.during(this.#session.api.get(`/inbox/casefiles/${id}`));
    await this.open(id, versions);
    return versions.some((version) => isSame(fromBase64(version.hash), hash));
  }

  /** @param {string} id @param {any} content @param {string} by @returns {Promise<{ frame: Uint8Array, hash: Uint8Array, opened: Opened }>} the next version, on its way */
  async #make(id, content, by) {
    const newest = this.#known.get(id);
    const { texts, n } = this.#trust.check(by);
    const version = (newest?.version ?? 0) + 1;
    const chain = newest?.chain ?? casefileChain(id, []);
    const { id: writer } = this.#session.advisor;
    const before = toHex(chain[version - 1]);
    const casefile = { site: window.location.origin, n, writer, case: id, version, before, content };
    const plaintext = await buildCasefile(casefile, (message) => this.#session.keyring.sign(message));
    const envelope = await sealed(seal(plaintext, texts));
    const hash = payloadHash(envelope);
    const opened = { content, version, chain: [...chain, follow(chain[version - 1], hash)], writer, n, flag: "" };
    return { frame: frame(fieldsOf(n, version, content), [{ envelope }]), hash, opened };
  }
}

/** @param {string} id @returns {Kind} */
function kindOf(id) {
  return SHARED[id] ?? OF_A_CASE;
}

/** @param {Uint8Array} envelope @returns {string} the hash of its payload in hex; empty for what is no envelope */
function hashOf(envelope) {
  try {
    return toHex(payloadHash(envelope));
  } catch {
    return "";
  }
}

// The server is told two days and some places, whatever the reason: one period holds for all closed cases.
/** @param {number} n @param {number} version @param {any} content @returns {Uint8Array[]} */
function fieldsOf(n, version, { purge, removal }) {
  const places = removal?.places ?? [];
  const count = new Uint8Array(2);
  new DataView(count.buffer).setUint16(0, places.length);
  return [uint32(n), uint32(version), days(purge), days(removal?.day), count, ...places.map(uint32)];
}

/** @param {string | undefined} day ISO day @returns {Uint8Array} since 1970; 0 for none */
function days(day) {
  return uint32(day ? Date.parse(day) / DAY_MS : 0);
}

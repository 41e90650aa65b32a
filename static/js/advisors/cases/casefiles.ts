// The case files of one session: each version opened and compared with what is known of it, and the next one written.
// Two who write at the same time are brought together; what clashes is theirs to decide.
import { payloadHash, seal } from "../../crypto/age.ts";
import { fromBase64, toHex } from "../../crypto/bytes.ts";
import { TALLY, TEAM, buildCasefile, casefileChain } from "../../crypto/casefile.ts";
import { NOTHING, follow, isSame } from "../../crypto/talk.ts";
import type { Parcel } from "../../web/deliver.ts";
import { frame, uint32 } from "../../web/frame.ts";
import { portal } from "../../web/page.ts";
import { NotSent, sealed } from "../../web/post.ts";
import { TaskFailed } from "../keys/keyring.ts";
import { isAt, type Inside } from "../keys/opening.ts";
import type { OpenedCase } from "../logic/case.ts";
import * as cases from "../logic/casefile.ts";
import type { CaseState, Clash, FileVersion } from "../logic/casefile.ts";
import * as tally from "../logic/tally.ts";
import type { Tally } from "../logic/tally.ts";
import * as team from "../logic/team.ts";
import type { Team } from "../logic/team.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, type Trust } from "../session/trust.ts";
import type { Ledgers } from "./ledger.ts";

const DAY_MS = 86_400_000;

type FileContent = CaseState | Team | Tally;

/** How what a file holds is read, how two versions are brought together, and what keeps one from being saved. */
export interface FileKind<T> {
  read(content: unknown): T;
  merge(base: T, mine: T, theirs: T): { merged: T; clashes: Clash[] };
  problemOf(merged: T): string;
}
const SHARED: Record<string, FileKind<FileContent>> = {
  [TEAM]: { read: team.asTeam, merge: team.merge, problemOf: team.problemOf },
  [TALLY]: { read: tally.asTally, merge: tally.merge, problemOf: tally.problemOf },
};
const OF_A_CASE: FileKind<FileContent> = {
  read: (content) => (content ? cases.asState(content) : cases.NEW),
  merge: cases.merge,
  problemOf: cases.problemOf,
};

/**
 * What is known of a case file, or of the advisors' own. `flag`: `closed` (sealed to others), `damaged`, `forged`,
 * `former` (signed by who is no advisor any more, and nobody vouches), `back` (what was noted before is not in it);
 * empty if all is well. `isShort`: it is from a card, and not all of it.
 */
export interface OpenedFile<T = CaseState> {
  content: T;
  version: number;
  chain: Uint8Array[];
  writer: string;
  n: number;
  flag: string;
  isShort?: boolean;
}

/** Both have decided the same thing, and not the same way. */
export class Clashed extends Error {
  theirs: CaseState;
  merged: CaseState;
  clashes: Clash[];

  /** @param merged as theirs where they clash */
  constructor(theirs: CaseState, merged: CaseState, clashes: Clash[]) {
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
  #known = new Map<string, OpenedFile<FileContent>>();

  constructor(session: Session, trust: Trust, books: Ledgers) {
    this.#session = session;
    this.#trust = trust;
    this.#books = books;
  }

  /** @param id of a case, or as `T` says one of `SHARED` */
  get<T extends FileContent = CaseState>(id: string): OpenedFile<T> | undefined {
    return this.#known.get(id) as OpenedFile<T> | undefined;
  }

  /** @param id of what was purged */
  forget(id: string) {
    this.#known.delete(id);
  }

  /** Where a case's file ends, whoever wrote it. */
  chainEndOf(id: string): Uint8Array {
    const { version = 0, chain = casefileChain(id, []) } = this.#known.get(id) ?? {};
    return chain[version];
  }

  /**
   * How far the ledger may go in a case's file: over what nobody vouches for it does not, or it would vouch for that.
   */
  headOf(id: string): Uint8Array {
    const known = this.#known.get(id);
    if (!known?.version) return this.#vouchedHead(id, known?.chain ?? []);
    return known.flag ? this.#vouchedHead(id, known.chain) : known.chain[known.version];
  }

  // What advisors of now have seen last: the furthest that is there, or what should be there.
  #vouchedHead(id: string, chain: Uint8Array[]) {
    const heads = this.#books.headsOf(id).filter((head) => !isSame(head, NOTHING));
    return chain.findLast((state) => heads.some((head) => isSame(head, state))) ?? heads[0] ?? NOTHING;
  }

  /**
   * @param id of a case, or one of `SHARED`
   * @param versions all of them, in order
   * @throws {SessionOver}
   */
  async open<T extends FileContent = CaseState>(id: string, versions: FileVersion[]): Promise<OpenedFile<T>> {
    const before = this.get<T>(id);
    const chain = casefileChain(
      id,
      versions.map(({ hash }) => fromBase64(hash)),
    );
    const isWhole = before && !before.flag && !before.isShort;
    if (isWhole && before.version === versions.length && isSame(before.chain[before.version], chain[before.version])) {
      return before;
    }
    return this.#take(id, (await this.#openNewest(id, versions, chain)) as OpenedFile<T>);
  }

  /** Takes what a card says of a case's file. */
  adopt(
    id: string,
    content: CaseState | null,
    { versions, chain }: { versions: { n: number }[]; chain: Uint8Array[] },
  ) {
    const { length } = versions;
    const n = versions.at(-1)?.n ?? 0;
    this.#take(id, { content: content ?? cases.NEW, version: length, chain, writer: "", n, flag: "", isShort: true });
  }

  /**
   * Takes what the worker found of a case's file; if that was not all right, looks at it closely.
   * @throws {ApiError | SessionOver}
   */
  async takeOpened({ case: id, versions, chain, newest }: OpenedCase<Inside>) {
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

  #take<T extends FileContent>(id: string, opened: OpenedFile<T>): OpenedFile<T> {
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
   * @param id of a case, or one of `SHARED`
   * @param base what was there when writing began
   * @param how `isForced`: also if there is nothing new in it; `by`: see `Trust.mayWrite`
   * @throws {Clashed | NotSent | SessionOver} `incomplete`: see `problemOf`
   */
  async save<T extends FileContent>(
    id: string,
    base: T,
    mine: T,
    { isForced = false, by = SHARED[id] ? BACKGROUND : id }: { isForced?: boolean; by?: string } = {},
  ): Promise<void> {
    if (this.#known.get(id)?.isShort) await this.#readAnew(id, NOTHING);
    // A colleague's browser is about to seal it anew; whoever wrote over it now would lose what stands there.
    if (this.#known.get(id)?.flag === "closed") throw new NotSent("unread");
    let written: OpenedFile<FileContent> | null = null;
    const merged = () => this.#merge(id, base, mine);
    if (!isForced && this.#isThere(id, merged())) return;
    await this.#session.api.deliver(`/inbox/casefiles/${id}`, {
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
    });
    if (written) this.#known.set(id, written);
  }

  /**
   * Signs anew what former advisors could read or have signed, for those who are advisors now.
   * @throws {NotSent | SessionOver}
   */
  async signAll() {
    const older = [...this.#known].filter(([, known]) => known.version && known.n < this.#trust.recipientsN);
    for (const [id, { content, flag }] of older)
      if (!flag) await this.save(id, content, content, { isForced: true, by: BACKGROUND });
  }

  async #openNewest(id: string, versions: FileVersion[], chain: Uint8Array[]): Promise<OpenedFile<FileContent>> {
    const usual = kindOf(id).read(null);
    const { length } = versions;
    let found: OpenedFile<FileContent> = {
      content: usual,
      version: length,
      chain,
      writer: "",
      n: versions.at(-1)?.n ?? 0,
      flag: "",
    };
    if (versions.some(({ version }, place) => version !== place + 1)) return { ...found, flag: "damaged" };
    for (const version of versions.slice(-2).reverse()) {
      const opened = await this.#openOne(id, version, chain);
      found = { ...found, ...opened, flag: found.flag || opened.flag };
      if (opened.content) break; // if the newest can't be read, the one before it is shown, and flagged
    }
    return found;
  }

  async #openOne(
    id: string,
    { version, hash, envelope }: FileVersion,
    chain: Uint8Array[],
  ): Promise<{ content?: FileContent; writer?: string; flag: string }> {
    const voices = this.#trust.voices;
    const raw = envelope ? fromBase64(envelope) : null;
    if (!raw || hashOf(raw) !== toHex(fromBase64(hash))) return { flag: "damaged" };
    let opened;
    try {
      opened = await this.#session.keyring.casefile(raw, voices);
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

  /** See [Note: A ledger vouches]. @param state after what was written */
  #isVouchedFor(id: string, writer: string, state: Uint8Array) {
    return this.#trust.voiceOf(writer) !== null || this.#books.headsOf(id).some((head) => isSame(head, state));
  }

  /** @throws {Clashed | NotSent} */
  #merge(id: string, base: FileContent, mine: FileContent): FileContent {
    const { merge, problemOf } = kindOf(id);
    const theirs = this.#known.get(id)?.content ?? base;
    const { merged, clashes } = merge(base, mine, theirs);
    if (clashes.length) throw new Clashed(theirs as CaseState, merged as CaseState, clashes);
    if (problemOf(merged)) throw new NotSent("incomplete");
    return merged;
  }

  #isThere(id: string, content: FileContent) {
    const known = this.#known.get(id);
    return Boolean(known?.version) && JSON.stringify(known?.content) === JSON.stringify(content);
  }

  // A colleague came first, or the answer to this very version was lost.
  async #readAnew(id: string, hash: Uint8Array): Promise<boolean> {
    const { versions }: { versions: FileVersion[] } = await this.#session.api.get(`/inbox/casefiles/${id}`);
    await this.open(id, versions);
    return versions.some((version) => isSame(fromBase64(version.hash), hash));
  }

  /** @returns the next version, on its way */
  async #make(id: string, content: FileContent, by: string): Promise<Parcel & { opened: OpenedFile<FileContent> }> {
    const newest = this.#known.get(id);
    const { texts, n } = this.#trust.check(by);
    const version = (newest?.version ?? 0) + 1;
    const chain = newest?.chain ?? casefileChain(id, []);
    const { id: writer } = this.#session.advisor;
    const before = toHex(chain[version - 1]);
    const casefile = { site: portal.origin, n, writer, case: id, version, before, content };
    const plaintext = await buildCasefile(casefile, (message) => this.#session.keyring.sign(message));
    const envelope = await sealed(seal(plaintext, texts));
    const hash = payloadHash(envelope);
    const opened = { content, version, chain: [...chain, follow(chain[version - 1], hash)], writer, n, flag: "" };
    return { frame: frame(fieldsOf(n, version, content), [{ envelope }]), hash, opened };
  }
}

function kindOf(id: string): FileKind<FileContent> {
  return SHARED[id] ?? OF_A_CASE;
}

/** @returns the hash of its payload in hex; empty for what is no envelope */
function hashOf(envelope: Uint8Array): string {
  try {
    return toHex(payloadHash(envelope));
  } catch {
    return "";
  }
}

// The server is told two days and some places, whatever the reason: one period holds for all closed cases.
function fieldsOf(n: number, version: number, content: FileContent): Uint8Array[] {
  const { purge, removal } = "log" in content ? content : { purge: "", removal: null };
  const places = removal?.places ?? [];
  const count = new Uint8Array(2);
  new DataView(count.buffer).setUint16(0, places.length);
  return [uint32(n), uint32(version), days(purge), days(removal?.day), count, ...places.map(uint32)];
}

/** @param day ISO day @returns since 1970; 0 for none */
function days(day: string | undefined): Uint8Array {
  return uint32(day ? Date.parse(day) / DAY_MS : 0);
}

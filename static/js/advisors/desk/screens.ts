// The screens of the desk besides the list: each is fetched when it is first needed, and shown from what the desk knows.
import { keyed } from "lit/directives/keyed.js";
import type { Casebook } from "../cases/casebook.ts";
import type { CaseConversation } from "../logic/case.ts";
import type { CaseState } from "../logic/casefile.ts";
import { areLinked, type Row } from "../logic/rows.ts";
import type { Session } from "../session/session.ts";
import { BACKGROUND, NEW_CASE, type Trust } from "../session/trust.ts";
import type { Actions } from "./actions.ts";
import type { OpenCase } from "./case/case-page.ts";
import type { Drafts } from "./drafts.ts";
import type { Route } from "./parts/route.ts";
import type { Doing, Viewer } from "./parts/viewer.ts";

/** Everything that is opened: as rows, what was noted of each, and which may be about one home. */
export interface Everything {
  rows: Row[];
  files: Map<string, CaseState | null>;
  homes: Map<string, string[]>;
}

/** What the desk knows. `id`: of the case that is open; `problem`: a catalogue's key of what was refused. */
export interface Desk extends Everything {
  session: Session;
  trust: Trust;
  casebook: Casebook;
  drafts: Drafts;
  actions: Actions;
  viewer: Viewer;
  id: string;
  conversation: CaseConversation | null;
  news: boolean;
  problem: string;
}

export type Show = (desk: Desk) => unknown;
export type Screen = Exclude<Route["screen"], "list">;

export const SCREENS: Record<Screen, () => Promise<Show>> = {
  async case() {
    const { casePage } = await import("./case/case-page.ts");
    return (desk) => keyed(desk.id, casePage({ opened: openCase(desk), doing: caseDoing(desk), viewer: desk.viewer }));
  },

  async visit() {
    const { visitPage } = await import("./case/visit-page.ts");
    return (desk) => {
      const listed = desk.casebook.get(desk.id) ?? null;
      const doing = doingOf(desk, desk.id);
      const shown = {
        ...{ row: rowOf(desk), listed: listed?.isShort ? null : listed, viewer: desk.viewer },
        ...{ draft: desk.drafts.get(desk.id).file, doing: { ...doing, problem: doing.problem || desk.problem } },
      };
      return keyed(desk.id, visitPage(shown));
    };
  },

  async card() {
    const { doorCard } = await import("./case/door-card.ts");
    return ({ id }) => doorCard({ id });
  },

  paper: () => paper((desk) => [desk.id]),
  papers: () => paper(() => null),

  async new() {
    const { newCase } = await import("./pages/new-case.ts");
    return ({ drafts, casebook, problem, trust, viewer }) =>
      newCase({
        form: drafts.formOf("new") ?? {},
        write: (heard) => casebook.writeDown(heard, document.documentElement.lang),
        doing: { problem, held: !trust.mayWrite(NEW_CASE) },
        viewer,
      });
  },

  async away() {
    const { awayPage } = await import("./pages/away-page.ts");
    return (desk) => {
      const { team, teamFlag: flag, absence } = desk.casebook;
      const doing = { ...doingOf(desk, BACKGROUND), problem: desk.problem };
      return awayPage({ team, flag, absence, form: desk.drafts.formOf("away") ?? {}, doing, viewer: desk.viewer });
    };
  },

  async posters() {
    const { postersPage } = await import("./pages/posters-page.ts");
    return ({ session, trust, viewer }) => postersPage({ session, trust, held: !trust.mayWrite(BACKGROUND), viewer });
  },

  async figures() {
    const { figuresPage } = await import("./pages/figures-page.ts");
    return ({ casebook, rows, problem, viewer }) =>
      figuresPage({ casebook, rows, isWhole: casebook.isWhole, refused: problem, viewer });
  },
};

/** @param idsOf the cases; null for those of an organisation */
async function paper(idsOf: (desk: Desk) => string[] | null): Promise<Show> {
  const { paperPage } = await import("./case/paper-page.ts");
  return (desk) => {
    const { casebook, rows, viewer } = desk;
    const read = (id: string) => casebook.conversation(id);
    const fileOf = (id: string) => casebook.get(id)?.file ?? null;
    return keyed(desk.id, paperPage({ ids: idsOf(desk), rows, viewer, read, fileOf }));
  };
}

function rowOf({ rows, id }: Desk): Row | null {
  return rows.find((row) => row.id === id) ?? null;
}

function openCase(desk: Desk): OpenCase {
  const { id, rows, files, homes, conversation, news, problem, trust } = desk;
  const others = homes.get(id) ?? [];
  return {
    ...{ row: rowOf(desk), listed: desk.casebook.get(id) ?? null, conversation, news, problem },
    homes: {
      together: rows.filter((row) => others.includes(row.id) && !areLinked(files, id, row.id)),
      linked: rows.filter((row) => row.id !== id && areLinked(files, id, row.id)),
    },
    canReply: Boolean(conversation?.replyTo) && !trust.problem,
  };
}

function caseDoing(desk: Desk) {
  const { id, actions, drafts, casebook } = desk;
  return {
    ...doingOf(desk, id),
    ...{ sending: actions.sending.has(id), sent: actions.sent === id, clashes: actions.clashes },
    draft: drafts.get(id),
    replies: casebook.team.replies,
    editing: drafts.formOf("replies"),
  };
}

/** @param by see `Trust.mayWrite` */
function doingOf({ actions, trust }: Desk, by: string): Doing {
  const { problem, saving, saved } = actions;
  return { problem, saving, saved, held: !trust.mayWrite(by) };
}

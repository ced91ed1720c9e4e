/** The shared list of tickets: what is in each view, in which order, and how news of one changes it. */
import { dayAndClock } from "../../shared/time";
import type { TicketCounts, TicketRow, TicketStatus, User } from "../../shared/types";
import { isLead } from "./lists";

export type TicketView = "open" | "mine" | "due" | "done";

export interface TicketPage {
  tickets: TicketRow[];
  next: string | null;
  counts: TicketCounts;
}

export interface TicketList extends TicketPage {
  view: TicketView;
  query: string;
}

export const isDone = ({ status }: TicketRow): boolean => status === "solved" || status === "closed";

/** Counted here: a ticket becomes overdue without anybody telling. */
export const isOverdue = (ticket: TicketRow, now: number): boolean => !isDone(ticket) && !!ticket.due_at && Date.parse(ticket.due_at) <= now;

/** 今天 18:00 到期; once late, for how long: 已超期 2 小时. */
export function dueSaid(ticket: TicketRow, now: number): string {
  if (!ticket.due_at) return "未设时限";
  const late = now - Date.parse(ticket.due_at);
  if (!isOverdue(ticket, now)) return `${dayAndClock(ticket.due_at, now)} 到期`;
  const hours = Math.floor(late / 3_600_000);
  if (hours >= 24) return `已超期 ${Math.floor(hours / 24)} 天`;
  return hours ? `已超期 ${hours} 小时` : `已超期 ${Math.max(1, Math.floor(late / 60_000))} 分钟`;
}

/** Half a shift, as the service reckons it. */
const DUE_WITHIN = 4 * 3_600_000;

/** Whether a view shows it; a search stays the service's, since it also looks where a row has nothing. */
export function belongs(ticket: TicketRow, view: TicketView, me: User, now: number): boolean {
  switch (view) {
    case "open":
      return !isDone(ticket);
    case "mine":
      return !isDone(ticket) && ticket.assignee?.id === me.id;
    case "due":
      return !isDone(ticket) && !!ticket.due_at && Date.parse(ticket.due_at) - now <= DUE_WITHIN;
    case "done":
      return isDone(ticket);
  }
}

/** Work by what falls due first; what is done by what was done last. */
export function inOrder(tickets: TicketRow[], view: TicketView): TicketRow[] {
  const last = Number.MAX_SAFE_INTEGER;
  const due = ({ due_at }: TicketRow) => (due_at ? Date.parse(due_at) : last);
  const done = ({ updated_at, opened_at }: TicketRow) => Date.parse(updated_at ?? opened_at ?? "") || 0;
  const order = view === "done" ? (a: TicketRow, b: TicketRow) => done(b) - done(a) : (a: TicketRow, b: TicketRow) => due(a) - due(b);
  return [...tickets].sort((a, b) => order(a, b) || a.number.localeCompare(b.number));
}

export function turned(page: TicketPage, asked: Pick<TicketList, "view" | "query">, before: TicketRow[] = []): TicketList {
  const known = new Map([...before, ...page.tickets].map((ticket) => [ticket.id, ticket]));
  return { ...page, ...asked, tickets: inOrder([...known.values()], asked.view) };
}

/** News of one ticket: it moves into, within or out of the list. Older news than what is known is no news. */
export function heard(list: TicketList, ticket: TicketRow, me: User, now: number): TicketList {
  const known = list.tickets.find(({ id }) => id === ticket.id);
  if (known && known.version > ticket.version) return list;
  const others = list.tickets.filter(({ id }) => id !== ticket.id);
  // What a search found stays found; what it did not find, only the service can tell.
  const isShown = belongs(ticket, list.view, me, now) && (!list.query || !!known);
  // Behind the last page loaded it will come with its own page.
  const isBeyond = !known && !!list.next && inOrder([...others, ticket], list.view).at(-1)?.id === ticket.id;
  return { ...list, tickets: isShown && !isBeyond ? inOrder([...others, ticket], list.view) : others };
}

const MOVES: Record<TicketStatus, { to: TicketStatus; name: string; isMain: boolean }[]> = {
  open: [
    { to: "pending", name: "开始处理", isMain: false },
    { to: "solved", name: "标为已解决", isMain: true },
  ],
  pending: [
    { to: "open", name: "退回待处理", isMain: false },
    { to: "solved", name: "标为已解决", isMain: true },
  ],
  solved: [
    { to: "open", name: "重新处理", isMain: false },
    { to: "closed", name: "关闭工单", isMain: true },
  ],
  closed: [],
};

/** Whose it is, a lead, or anybody while it is nobody's; the service decides again. */
export const canWork = (ticket: TicketRow, me: User): boolean => !ticket.assignee || ticket.assignee.id === me.id || isLead(me);

export const movesOf = (ticket: TicketRow) => MOVES[ticket.status] ?? [];

/** The four lists of the desk: who is in each, and in which order. */
import type { Summary, User } from "../../shared/types";
import { nextDue } from "./clocks";
import type { DeskModel } from "./state";

export type View = "mine" | "queue" | "all" | "resolved";

export const isLead = (user: User | null): boolean => user?.role === "lead" || user?.role === "admin";

export const unreadOf = (summary: Summary): number => Math.max(0, summary.contact_count - summary.read_count);

export const isMine = (summary: Summary, me: User | null): boolean =>
  summary.status === "assigned" && !!me && summary.assignee?.id === me.id;

/** Where a person begins: a lead with everything, others with their own, or with the queue while they have none. */
export function firstView(model: DeskModel): View {
  if (isLead(model.me)) return "all";
  return !listOf(model, "mine").length && listOf(model, "queue").length ? "queue" : "mine";
}

export function listOf(model: DeskModel, view: View): Summary[] {
  const episodes = Object.values(model.episodes);
  switch (view) {
    case "mine":
      return episodes.filter((summary) => isMine(summary, model.me)).sort(byClock);
    case "queue":
      return queueOf(model);
    case "all": {
      const queue = new Map(queueOf(model).map((summary) => [summary.id, summary]));
      const open = episodes.filter((summary) => summary.status !== "resolved");
      return open.map((summary) => queue.get(summary.id) ?? summary).sort(byClock);
    }
    case "resolved":
      return episodes.filter((summary) => summary.status === "resolved").sort(byResolved);
  }
}

/** Whoever runs out of time first; without a clock, whoever spoke last. */
export function byClock(a: Summary, b: Summary): number {
  const left = nextDue(a)?.at ?? LAST;
  const right = nextDue(b)?.at ?? LAST;
  if (left !== right) return left - right;
  return lastAt(b) - lastAt(a) || a.id.localeCompare(b.id);
}

/**
 * VIP customers first, then first come, first served (C01). The place is counted here: everyone at the desk sees the whole queue, and whoever moves up
 * because somebody before them was served has had no event of their own.
 */
function queueOf(model: DeskModel): Summary[] {
  const queued = Object.values(model.episodes).filter((summary) => summary.status === "queued");
  return queued
    .sort((a, b) => Number(b.contact.vip) - Number(a.contact.vip) || at(a.queued_at) - at(b.queued_at) || a.id.localeCompare(b.id))
    .map((summary, index) => ({ ...summary, place: index + 1 }));
}

/** The episode as its list shows it: in the queue with the place it has now. */
export function shownIn(model: DeskModel, id: string): Summary | null {
  const summary = model.episodes[id] ?? null;
  return summary?.status === "queued" ? (queueOf(model).find((each) => each.id === id) ?? summary) : summary;
}

export function byResolved(a: Summary, b: Summary): number {
  return at(b.resolved_at) - at(a.resolved_at) || a.id.localeCompare(b.id);
}

/** What the search box finds among what is on the page: names, last line, reason. */
export function matches(summary: Summary, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return true;
  const text = [summary.contact.name, summary.contact.nickname, summary.last_line?.text, summary.reason_text, summary.assignee?.display_name];
  return text.some((part) => part?.toLowerCase().includes(wanted));
}

/** Without a place behind all others (and Infinity − Infinity is no order). */
const LAST = Number.MAX_SAFE_INTEGER;
const at = (iso: string | null) => (iso ? Date.parse(iso) : 0);
const lastAt = (summary: Summary) => at(summary.last_line?.at ?? summary.opened_at);

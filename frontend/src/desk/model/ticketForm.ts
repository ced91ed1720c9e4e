/** What may be changed on a ticket: the form's fields, what differs from what is kept, and what is still missing. */
import type { TicketRow, TicketStatus } from "../../shared/types";
import { fieldOf, isoOf } from "./when";

export interface TicketForm {
  handling: string;
  result: string;
  priority: string;
  department: string;
  convenient_time: string;
  /** As the field holds it. */
  due_at: string;
}

export type TicketChange = Partial<Omit<TicketForm, "due_at">> & { due_at?: string | null; status?: TicketStatus };

const TEXTS = ["handling", "result", "priority", "department", "convenient_time"] as const;

export function formOf(ticket: TicketRow): TicketForm {
  return {
    handling: ticket.handling ?? "",
    result: ticket.result ?? "",
    priority: ticket.priority ?? "normal",
    department: ticket.department ?? "",
    convenient_time: ticket.convenient_time ?? "",
    due_at: fieldOf(ticket.due_at),
  };
}

/** Only what was changed, so that a colleague's change of another field is not put back. */
export function changesOf(form: TicketForm, ticket: TicketRow): TicketChange {
  const kept = formOf(ticket);
  const changes: TicketChange = {};
  for (const field of TEXTS) if (form[field].trim() !== kept[field]) changes[field] = form[field].trim();
  // An emptied time is left as it was: a ticket always has one.
  if (form.due_at !== kept.due_at && isoOf(form.due_at)) changes.due_at = isoOf(form.due_at);
  return changes;
}

export const hasChanges = (form: TicketForm, ticket: TicketRow): boolean => Object.keys(changesOf(form, ticket)).length > 0;

/** The kept ticket has moved on: fields not touched here follow it, those being written stay. */
export function followed(form: TicketForm, before: TicketRow, now: TicketRow): TicketForm {
  const old = formOf(before);
  const kept = formOf(now);
  const fields = Object.keys(form) as (keyof TicketForm)[];
  return Object.fromEntries(fields.map((field) => [field, form[field] === old[field] ? kept[field] : form[field]])) as unknown as TicketForm;
}

/** Why this move cannot be made yet; empty when it can. */
export function missingFor(to: TicketStatus, form: TicketForm): string {
  const isDone = to === "solved" || to === "closed";
  return isDone && !form.result.trim() ? "请先填写处理结果，再标为已解决或关闭。" : "";
}

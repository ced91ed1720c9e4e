/** Small makers of what the service says, for tests. */
import type { DeskAttachment, DeskMessage, DeskState, EpisodeDetail, Note, Quota, Summary, TicketRow, User } from "../../shared/types";

export const NOON = Date.parse("2026-11-21T04:00:00Z");
export const isoAt = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

export const LIN: User = {
  id: "u-lin", name: "lin", display_name: "林静", number: "1024", role: "agent", availability: "online", capacity: 5,
};

export function summaryOf(id: string, with_: Partial<Summary> = {}): Summary {
  return {
    id, conversation_id: `c-${id}`, contact: { id: `k-${id}`, name: `访客 ${id}`, vip: false, nickname: null }, channel: "web",
    inbox: { id: "web", name: "网页" }, status: "queued", assignee: null, reason: null, reason_text: null, last_line: null, emotion: "calm",
    emotion_score: 0, complaint_step: null, contact_count: 0, read_count: 0, line_due: null, answer_due: null, waiting_since: null,
    promise_due: null, queued_at: null, accepted_at: null, opened_at: isoAt(0), resolved_at: null, place: null, version: 1, lead_called: false,
    ...with_,
  };
}

export function messageOf(seq: number, with_: Partial<DeskMessage> = {}): DeskMessage {
  return {
    id: `m-${seq}`, seq, sender: "contact", kind: "text", text: `第 ${seq} 句`, created_at: isoAt(seq), buttons: [], client_id: null,
    agent: null, emotion: null, ...with_,
  };
}

export function stateOf(position: number, episodes: Summary[]): DeskState {
  return { position, now: isoAt(0), me: LIN, agents: [], episodes, enterprise: "安禾电器" };
}

export function detailOf(position: number, summary: Summary, messages: DeskMessage[], hasMore = false): EpisodeDetail {
  return {
    summary, messages, called_wrong: [], has_more: hasMore, packet: null, ticket: null, promises: [], stretches: [], emotions: [], history: [],
    first_line: null, notes: [], rating: null, quota: null, position,
  };
}

export function quotaOf(left: number, with_: Partial<Quota> = {}): Quota {
  return { left, free: left, until: isoAt(3600), per_message: 5, passive: false, reach: { way: "phone", detail: "" }, ...with_ };
}

export function attachmentOf(id: string, media_type: string, with_: Partial<DeskAttachment> = {}): DeskAttachment {
  const side = media_type.startsWith("image/") ? 80 : 0;
  return { id, url: `/api/desk/attachments/${id}`, width: side, height: side, media_type, name: null, size: 2048, ...with_ };
}

export function noteOf(id: string, seconds: number, with_: Partial<Note> = {}): Note {
  return { id, episode_id: "a", at: isoAt(seconds), author: LIN, text: `备注 ${id}`, ...with_ };
}

export function ticketOf(id: string, with_: Partial<TicketRow> = {}): TicketRow {
  return {
    id, number: `T-${id}`, status: "open", category: "售后", demand: "", scene: null, contact_name: null, title: null, contact_ref: null,
    convenient_time: null, order_number: null, product: null, department: null, priority: "normal", due_at: isoAt(3600), handling: null,
    result: null, satisfaction: null, conversation_id: `c-${id}`, kind: "case", kind_text: "售后", contact: { id: `k-${id}`, name: `访客 ${id}`, vip: false },
    assignee: null, overdue: false, version: 1, ...with_,
  };
}

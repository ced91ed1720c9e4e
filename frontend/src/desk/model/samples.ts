/** Small makers of what the service says, for tests. */
import type { DeskMessage, DeskState, EpisodeDetail, Summary, User } from "../../shared/types";

export const NOON = Date.parse("2026-11-21T04:00:00Z");
export const isoAt = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

export const LIN: User = {
  id: "u-lin", name: "lin", display_name: "林静", number: "1024", role: "agent", availability: "online", capacity: 5,
};

export function summaryOf(id: string, with_: Partial<Summary> = {}): Summary {
  return {
    id, conversation_id: `c-${id}`, contact: { id: `k-${id}`, name: `访客 ${id}`, vip: false }, channel: "web", status: "queued",
    assignee: null, reason: null, reason_text: null, last_line: null, emotion: "calm", emotion_score: 0, complaint_step: null,
    contact_count: 0, read_count: 0, line_due: null, answer_due: null, waiting_since: null, promise_due: null, queued_at: null,
    accepted_at: null, opened_at: isoAt(0), resolved_at: null, place: null, version: 1, lead_called: false, ...with_,
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
    summary, messages, has_more: hasMore, packet: null, ticket: null, promises: [], stretches: [], emotions: [], history: [],
    first_line: null, position,
  };
}

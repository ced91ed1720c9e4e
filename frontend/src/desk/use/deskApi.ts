/** Every request of the desk, named; unsafe ones carry the CSRF token. */
import { SessionApi } from "../../shared/sessionApi";
import type {
  Attachment, Availability, CheckAnswer, DeskMessage, DeskState, EpisodeDetail, Note, Summary, User,
} from "../../shared/types";
import { InboxApi } from "../inboxes/inboxApi";
import { TicketApi } from "./ticketApi";
import { upload } from "./upload";

export type Move = "accept" | "release" | "hand-back" | "resolve" | "take-over" | "transfer";

export interface Reply {
  client_id: string;
  text: string;
  override_reason: string | null;
  answers_seq: number | null;
  attachments: string[];
}

/** `message_id` null: the line is being written, and `text` is it so far. */
export interface FalseAlarm {
  episode_id: string;
  message_id: string | null;
  text: string;
  rule: string;
  start: number;
  end: number;
}

export class DeskApi extends SessionApi {
  readonly tickets = new TicketApi((method, path, body) => this.ask(method, path, body));
  readonly inboxes = new InboxApi((method, path, body, timeout) => this.ask(method, path, body, { timeout }));

  state(): Promise<DeskState> {
    return this.ask("GET", "/api/desk/state");
  }

  episodes(view: "resolved" | "all", query: string, before?: string): Promise<{ episodes: Summary[]; next: string | null }> {
    const asked = new URLSearchParams({ view, ...(query ? { q: query } : {}), ...(before ? { before } : {}) });
    return this.ask("GET", `/api/desk/episodes?${asked}`);
  }

  episode(id: string): Promise<EpisodeDetail> {
    return this.ask("GET", `/api/desk/episodes/${encodeURIComponent(id)}`);
  }

  older(id: string, before: number): Promise<{ messages: DeskMessage[]; has_more: boolean; called_wrong?: string[] }> {
    return this.ask("GET", `/api/desk/episodes/${encodeURIComponent(id)}/messages?before=${before}`);
  }

  move(id: string, move: Move, body: Record<string, unknown> = {}): Promise<{ summary: Summary }> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/${move}`, body);
  }

  reply(id: string, body: Reply): Promise<{ message: DeskMessage }> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/replies`, body);
  }

  note(id: string, body: { client_id: string; text: string }): Promise<{ note: Note }> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/notes`, body);
  }

  async attach(id: string, file: Blob, onProgress: (part: number) => void, signal: AbortSignal): Promise<Attachment> {
    const path = `/api/desk/episodes/${encodeURIComponent(id)}/attachments`;
    const told = await this.watched(upload<{ attachment: Attachment }>(path, file, { "X-CSRF-Token": this.csrf }, onProgress, signal));
    return told.attachment;
  }

  callWrong(messageId: string, wrong: boolean): Promise<unknown> {
    return this.ask(wrong ? "POST" : "DELETE", `/api/desk/messages/${encodeURIComponent(messageId)}/bot-was-wrong`, {});
  }

  falseAlarm(alarm: FalseAlarm): Promise<unknown> {
    return this.ask("POST", "/api/desk/findings/false-alarm", alarm);
  }

  check(text: string, signal: AbortSignal): Promise<CheckAnswer> {
    return this.ask("POST", "/api/desk/register/check", { text }, { signal });
  }

  availability(availability: Availability, capacity?: number): Promise<{ user: User }> {
    return this.ask("PUT", "/api/desk/availability", { availability, ...(capacity ? { capacity } : {}) });
  }

  read(id: string, count: number): Promise<unknown> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/read`, { count });
  }
}

/** Every request of the desk, named; unsafe ones carry the CSRF token. */
import { ApiError, request } from "../../shared/api";
import type {
  Availability, CheckAnswer, DeskMessage, DeskState, EpisodeDetail, Summary, User,
} from "../../shared/types";

export type Move = "accept" | "release" | "hand-back" | "resolve" | "take-over";

export interface Reply {
  client_id: string;
  text: string;
  override_reason: string | null;
  answers_seq: number | null;
}

interface Entered {
  user: User;
  csrf: string;
}

export class DeskApi {
  private csrf = "";
  /** Called once the session is over, whichever request noticed it. */
  onSignedOut: () => void = () => undefined;

  async me(): Promise<User> {
    return this.enter(await request<Entered>("GET", "/api/me"));
  }

  async login(name: string, password: string): Promise<User> {
    return this.enter(await request<Entered>("POST", "/api/login", { body: { name, password } }));
  }

  async logout(): Promise<void> {
    await this.ask("POST", "/api/logout", {});
    this.csrf = "";
  }

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

  older(id: string, before: number): Promise<{ messages: DeskMessage[]; has_more: boolean }> {
    return this.ask("GET", `/api/desk/episodes/${encodeURIComponent(id)}/messages?before=${before}`);
  }

  move(id: string, move: Move, body: Record<string, unknown> = {}): Promise<{ summary: Summary }> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/${move}`, body);
  }

  reply(id: string, body: Reply): Promise<{ message: DeskMessage }> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/replies`, body);
  }

  check(text: string, episodeId: string, signal: AbortSignal): Promise<CheckAnswer> {
    return this.ask("POST", "/api/desk/register/check", { text, episode_id: episodeId }, signal);
  }

  availability(availability: Availability, capacity?: number): Promise<{ user: User }> {
    return this.ask("PUT", "/api/desk/availability", { availability, ...(capacity ? { capacity } : {}) });
  }

  read(id: string, count: number): Promise<unknown> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(id)}/read`, { count });
  }

  private enter({ user, csrf }: Entered): User {
    this.csrf = csrf;
    return user;
  }

  private async ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = method === "GET" ? {} : { "X-CSRF-Token": this.csrf };
    try {
      return await request<T>(method, path, { body, headers, signal });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.onSignedOut();
      throw error;
    }
  }
}

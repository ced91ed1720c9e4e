/** The requests about tickets, named. */
import type { DeskMessage, TicketDetail, TicketRow } from "../../shared/types";
import type { TicketChange } from "../model/ticketForm";
import type { TicketPage, TicketView } from "../model/tickets";

export type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export interface NewTicket {
  category: string;
  demand: string;
  department: string;
  priority: string;
  due_at?: string;
}

export class TicketApi {
  constructor(private readonly ask: Ask) {}

  list(view: TicketView, query: string, before?: string): Promise<TicketPage> {
    const asked = new URLSearchParams({ view, ...(query ? { q: query } : {}), ...(before ? { before } : {}) });
    return this.ask("GET", `/api/desk/tickets?${asked}`);
  }

  one(id: string): Promise<TicketDetail> {
    return this.ask("GET", at(id));
  }

  take(id: string): Promise<{ ticket: TicketRow }> {
    return this.ask("POST", `${at(id)}/take`, {});
  }

  assign(id: string, userId: string): Promise<{ ticket: TicketRow }> {
    return this.ask("POST", `${at(id)}/assign`, { user_id: userId });
  }

  change(id: string, version: number, change: TicketChange): Promise<{ ticket: TicketRow }> {
    return this.ask("PATCH", at(id), { version, ...change });
  }

  write(id: string, body: { client_id: string; text: string; override_reason: string | null }): Promise<{ episode_id: string; message: DeskMessage }> {
    return this.ask("POST", `${at(id)}/write`, body);
  }

  open(episodeId: string, ticket: NewTicket): Promise<{ ticket: TicketRow }> {
    return this.ask("POST", `/api/desk/episodes/${encodeURIComponent(episodeId)}/tickets`, ticket);
  }
}

const at = (id: string) => `/api/desk/tickets/${encodeURIComponent(id)}`;

/** Tickets as the desk gets them. */
import type { Assignee, Summary } from "./deskTypes";
import type { DeskMessage } from "./lineTypes";

export interface Ticket {
  id: string;
  number: string;
  status: string;
  category: string | null;
  demand: string | null;
  scene: string | null;
  contact_name: string | null;
  title: string | null;
  contact_ref: string | null;
  convenient_time: string | null;
  order_number: string | null;
  product: string | null;
  department: string | null;
  priority: string | null;
  due_at: string | null;
  handling: string | null;
  result: string | null;
  satisfaction: string | null;
}

export type TicketStatus = "open" | "pending" | "solved" | "closed";

/** A ticket in the list: with whose it is and who works on it. */
export interface TicketRow extends Ticket {
  conversation_id: string;
  status: TicketStatus;
  kind: string;
  kind_text: string;
  contact: { id: string; name: string; vip: boolean };
  assignee: Assignee | null;
  overdue: boolean;
  version: number;
  contact_phone?: string | null;
  service_number?: string | null;
  opened_at?: string | null;
  updated_at?: string | null;
  solved_at?: string | null;
}

export interface TicketCounts {
  open: number;
  mine: number;
  overdue: number;
}

export interface TicketEntry {
  at: string;
  actor: string;
  name: string;
  text: string;
}

export interface TicketDetail {
  ticket: TicketRow;
  entries: TicketEntry[];
  messages: DeskMessage[];
  open_episode: Summary | null;
  photos: { id: string; url: string }[];
}

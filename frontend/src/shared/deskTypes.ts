/** What the desk is told. */
import type {
  Availability, ComplaintStep, DeskMessage, Emotion, EmotionLabel, EpisodeStatus, Finding, Role, Sender, Signature, Verdict,
} from "./lineTypes";
import type { Ticket } from "./ticketTypes";

export interface User {
  id: string;
  name: string;
  display_name: string;
  number: string;
  role: Role;
  availability: Availability;
  capacity: number;
}

export interface AgentRow {
  id: string;
  display_name: string;
  number: string;
  availability: Availability;
  open_slots: number;
  capacity: number;
  active: boolean | number;
}

export interface Assignee {
  id: string;
  display_name: string;
  number: string;
}

export interface LastLine {
  sender: Sender;
  text: string;
  at: string;
}

export interface Summary {
  id: string;
  conversation_id: string;
  /** `nickname`: what the customer calls themselves on the platform. */
  contact: { id: string; name: string; vip: boolean; nickname: string | null };
  channel: string;
  inbox: { id: string; name: string };
  status: EpisodeStatus;
  assignee: Assignee | null;
  reason: string | null;
  reason_text: string | null;
  last_line: LastLine | null;
  emotion: EmotionLabel;
  emotion_score: number;
  complaint_step: ComplaintStep | null;
  contact_count: number;
  read_count: number;
  line_due: string | null;
  answer_due: string | null;
  waiting_since: string | null;
  promise_due: string | null;
  queued_at: string | null;
  accepted_at: string | null;
  opened_at: string;
  resolved_at: string | null;
  place: number | null;
  version: number;
  lead_called: boolean;
}

export interface EmotionPoint extends Emotion {
  seq: number;
}

/** Why a person is needed: `words` stand in the customer's line `seq` from the code point `start` on. */
export interface Evidence {
  reason: string;
  reason_text: string;
  seq: number;
  words: string;
  start: number;
  strength: number;
  explanation: string;
  at: string | null;
  calls_lead: boolean;
}

export interface Packet {
  contact_name: string;
  title: string | null;
  channel: string;
  demand: string;
  category: string;
  order_number: string | null;
  product: string | null;
  tried: string[];
  promised: { text: string; due_at: string }[];
  emotions: EmotionPoint[];
  complaint_step: ComplaintStep | null;
  reason: string;
  reason_text: string;
  identity_verified: boolean;
  last_lines: LastLine[];
  raised_at: string;
}

/** Said among colleagues; the customer never sees it. */
export interface Note {
  id: string;
  episode_id: string;
  at: string;
  author: Assignee;
  text: string;
}

/** How the customer found the service: 5 is the best, null passed over. */
export interface Rating {
  grade: number | null;
  reason: string;
  at: string;
}

export interface PromiseRow {
  id: string;
  text: string;
  due_at: string;
  status: string;
}

export interface StretchRow {
  served_by: "bot" | "agent";
  agent: Signature | Assignee | string | null;
  started_at: string;
  ended_at: string | null;
}

export interface HistoryRow {
  episode_id: string;
  opened_at: string;
  resolved_at: string | null;
  reason: string | null;
  result: string | null;
}

/** What a platform still takes from us before the customer writes again. */
export interface Quota {
  left: number;
  /** Of `left`, what is not kept for an answer or a holding reply. */
  free: number;
  until: string | null;
  /** How many each of the customer's messages allows. */
  per_message: number;
  /** Lines go out only in answer to a message, the moment it comes. */
  passive: boolean;
  /** How to reach the customer when nothing more is taken; `detail`: the page's address, or the name of the notice. */
  reach: { way: "phone" | "web" | "notice"; detail: string };
}

export interface EpisodeDetail {
  summary: Summary;
  messages: DeskMessage[];
  /** Ids of the bot's lines among them that an agent called wrong. */
  called_wrong?: string[];
  has_more: boolean;
  packet: Packet | null;
  ticket: Ticket | null;
  promises: PromiseRow[];
  stretches: StretchRow[];
  emotions: EmotionPoint[];
  escalations?: Evidence[];
  history: HistoryRow[];
  first_line: string | null;
  notes?: Note[];
  rating?: Rating | null;
  /** Null: no limit. */
  quota: Quota | null;
  position: number;
}

export interface DeskState {
  position: number;
  now: string;
  me: User;
  agents: AgentRow[];
  episodes: Summary[];
  enterprise: string;
}

export interface CheckAnswer {
  verdict: Verdict;
  findings: Finding[];
  rewritten: string | null;
}

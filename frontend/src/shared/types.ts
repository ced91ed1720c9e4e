/** What the web process says and hears, as types: shared by desk and widget. */
import type { Ticket } from "./ticketTypes";

export type * from "./ticketTypes";

export type Sender = "contact" | "bot" | "agent" | "system";
export type EmotionLabel = "calm" | "anxious" | "angry";
export type EpisodeStatus = "bot" | "queued" | "assigned" | "resolved";
export type Availability = "online" | "busy" | "offline";
export type ComplaintStep = "soothe" | "understand" | "solve" | "follow_up";
/** "override": blocked, and sent by a person who gave a reason. */
export type Verdict = "pass" | "warn" | "block" | "override";
/** "parked": goes out once the customer writes again; "withdrawn": they wrote before it could. */
export type Delivery = "pending" | "sending" | "sent" | "parked" | "unknown" | "failed" | "withdrawn";
export type Role = "agent" | "lead" | "trainer" | "reviewer" | "admin";

export interface QuickReply {
  title: string;
  text: string;
}

export interface Signature {
  name: string;
  number: string;
}

/** A picture of a line; fetched from the place of whoever looks, `url` names it. */
export interface Attachment {
  id: string;
  url: string;
  width: number;
  height: number;
}

/** What a line carries at the desk: a picture, or another file a platform brought; width and height are 0 then. */
export interface DeskAttachment extends Attachment {
  media_type: string;
  name: string | null;
  /** Bytes. */
  size: number;
}

/** A bot's answer as facts; the line's text says the same in sentences. */
export interface Card {
  kind: "order" | "service" | "invoice" | "coupon" | "product";
  title: string;
  status: string;
  rows: { label: string; value: string }[];
  steps: { text: string; at: string; done: boolean }[];
  actions: QuickReply[];
  link: { title: string; url: string } | null;
}

/** A line as the widget sees it. */
export interface Message {
  id: string;
  seq: number;
  sender: Sender;
  kind: string;
  text: string;
  created_at: string;
  buttons: QuickReply[];
  client_id?: string | null;
  agent: Signature | null;
  attachments?: Attachment[];
  card?: Card | null;
}

/** Offsets count code points of the text, end exclusive. */
export interface Finding {
  rule: string;
  start: number;
  end: number;
  span: string;
  message: string;
  suggestion: string | null;
}

export interface Emotion {
  label: EmotionLabel;
  score: number;
}

/** A line as the desk sees it. */
export interface DeskMessage extends Message {
  attachments?: DeskAttachment[];
  emotion: Emotion | null;
  complaint?: boolean | null;
  intent?: string | null;
  verdict?: Verdict | null;
  findings?: Finding[] | null;
  answers_seq?: number | null;
  override_reason?: string | null;
  delivery?: Delivery | null;
  /** Why it has not arrived, or is not known to have. */
  delivery_reason?: string | null;
  /** The customer took it back on their platform. */
  recalled?: boolean;
  /** The knowledge entry it was answered from; the title is the entry's question as it was then. */
  source?: { id: string; title: string } | null;
}

// — Widget —

/** Service that has ended and waits to be graded, once. */
export interface RatingAsked {
  episode_id: string;
  served_by: "bot" | "agent";
  agent: Signature | null;
}

export interface WidgetState {
  status: "none" | EpisodeStatus;
  place: number | null;
  expected_wait_minutes: number | null;
  agent: Signature | null;
  can_go_back: boolean;
  reason_text: string | null;
  rating: RatingAsked | null;
}

export interface WidgetConfig {
  service_name: string;
  enterprise: string;
  reply_minutes: number;
  suggestions: string[];
}

export interface WidgetSession {
  visitor_token: string;
  conversation_id: string;
  position: number;
  messages: Message[];
  has_more: boolean;
  state: WidgetState;
  config: WidgetConfig;
}

export interface DemoOrder {
  number: string;
  phone_tail: string;
  product: string;
  status_text: string;
  /** What to say about it, where the state alone does not tell. */
  say?: string;
}

// — Desk —

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

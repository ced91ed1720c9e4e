/** Lines of a thread, and the words for whose and how they are. */
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

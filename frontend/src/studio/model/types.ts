/** What the studio's routes say and hear, as types. Offsets count code points, end exclusive. */
import type { EmotionLabel, Role } from "../../shared/types";

/** answer: it is answered; skip: no answer given (跳过); discard: not worth an answer (弃用). */
export type Outcome = "answer" | "skip" | "discard";
export type AnnotationStatus = "draft" | "submitted" | "approved" | "rejected";
export type Mark = "not_understood" | "low_confidence" | "corrected" | "escalated" | "rated_low" | "false_alarm";

export interface Span {
  start: number;
  end: number;
  entity: string;
  /** What it stands for, if not itself. */
  value: string | null;
}

export interface Answer {
  intent: string | null;
  /** Further intents that a sensible reader would accept. */
  also: string[];
  spans: Span[];
  emotion: EmotionLabel | null;
  complaint: boolean | null;
  needs_person: boolean | null;
}

export interface Ranked {
  name: string;
  confidence: number;
}

export interface Suggestion {
  intent: string;
  confidence: number;
  /** Best first. */
  ranking: Ranked[];
  spans: Span[];
  emotion: EmotionLabel | null;
  complaint: boolean | null;
  model: string;
}

export interface Example {
  id: string;
  text: string;
  /** The line it answers, and whose that is. */
  before: string | null;
  before_sender: "bot" | "agent" | null;
  channel: string;
  said_at: string;
  /** The words of the agent who said that the bot was wrong here. */
  correction: string | null;
  marks: Mark[];
  /** None where one labels blind. */
  suggestion: Suggestion | null;
}

export interface Annotation {
  id: string;
  example_id: string;
  status: AnnotationStatus;
  outcome: Outcome | null;
  answer: Answer;
  comment: string;
  blind: boolean;
  revision: number;
  submitted_at: string | null;
  reviewed_by: string | null;
  reviewed_at: string | null;
  review_comment: string | null;
}

export interface Similar {
  id: string;
  text: string;
  confidence: number | null;
}

export interface Recent {
  text: string;
  intent: string | null;
}

/** What an agent calls no fault: `start` to `end` of `text` (code points), or nothing that is left to point at. */
export interface FalseAlarm {
  id: string;
  rule: string;
  text: string;
  start: number | null;
  end: number | null;
  reported_at: string;
}

export interface Item {
  example: Example;
  /** Told while this line was being answered. */
  alarms?: FalseAlarm[];
  annotation: Annotation | null;
  lease_until: string;
  similar: Similar[];
  recent: Recent[];
}

export interface Intent {
  name: string;
  title: string;
  count: number;
}

export interface Entity {
  name: string;
  title: string;
}

export interface Queue {
  name: string;
  title: string;
  count: number;
}

export interface PersonalSettings {
  blind: boolean;
  /** One's own keys by the name of what they do. */
  keys: Record<string, string>;
}

export interface StudioState {
  me: { id: string; name: string; display_name: string; role: Role };
  queues: Queue[];
  intents: Intent[];
  entities: Entity[];
  settings: PersonalSettings & { overlap_share: number };
  today: { submitted: number };
}

/** One save of an annotation, as it is sent. */
export interface Saved {
  outcome: Outcome | null;
  answer: Answer;
  comment: string;
  blind: boolean;
  seconds: number | null;
  submit: boolean;
}

export interface Looked {
  id: string;
  text: string;
  is_yours_to_label: boolean;
  why_not: string | null;
}

export interface Reviewed {
  example: Example;
  annotation: Annotation;
  annotator: { id: string; display_name: string };
}

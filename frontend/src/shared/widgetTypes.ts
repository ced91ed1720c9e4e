/** What the chat window is told. */
import type { EpisodeStatus, Message, Signature } from "./lineTypes";

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

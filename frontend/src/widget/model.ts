/** What the chat window knows: the thread as the service tells it, and the lines not acknowledged yet. */
import type { Attachment, Message, WidgetConfig, WidgetState } from "../shared/types";

/**
 * waiting: will be sent by itself. sending: on its way. failed: will be tried again by itself or by the contact, always
 * with the same client_id. held: stays until the contact decides (refused by the service, or written long ago).
 */
export type Delivery = "waiting" | "sending" | "failed" | "held";

export interface Unsent {
  client_id: string;
  text: string;
  /** Images uploaded already; the line only names them. */
  attachments: Attachment[];
  written_at: string;
  delivery: Delivery;
  why: string | null;
}

export interface ChatState {
  conversation_id: string | null;
  position: number;
  /** By seq, one row per id. */
  messages: Message[];
  has_more: boolean;
  service: WidgetState;
  config: WidgetConfig;
  /** In the order written. */
  unsent: Unsent[];
}

export const EMPTY: ChatState = {
  conversation_id: null,
  position: 0,
  messages: [],
  has_more: false,
  service: {
    status: "none",
    place: null,
    expected_wait_minutes: null,
    agent: null,
    can_go_back: false,
    reason_text: null,
    rating: null,
  },
  config: { service_name: "在线客服", enterprise: "", reply_minutes: 5, suggestions: [] },
  unsent: [],
};

/** The longest line the service takes, in characters as it counts them (code points). */
export const LONGEST_LINE = 2000;

export function lengthOf(text: string): number {
  return [...text].length;
}

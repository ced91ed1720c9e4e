/** The chat window as a pure function: a state and what happened give the next state, in whatever order news arrives. */
import type { Message, WidgetSession, WidgetState } from "../shared/types";
import { EMPTY, type ChatState, type Unsent } from "./model";

export type ChatEvent =
  | { type: "session_opened"; session: WidgetSession }
  | { type: "earlier_loaded"; messages: Message[]; has_more: boolean }
  | { type: "message_created"; position: number; message: Message }
  | { type: "feed_moved"; position: number }
  | { type: "service_changed"; state: WidgetState }
  | { type: "line_written"; line: Unsent }
  | { type: "line_sending"; client_id: string }
  | { type: "line_acknowledged"; message: Message }
  | { type: "line_failed"; client_id: string; why: string | null; held: boolean }
  | { type: "line_waiting"; client_id: string }
  | { type: "line_withdrawn"; client_id: string };

export function reduce(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case "session_opened":
      return opened(state, event.session);
    case "earlier_loaded":
      return { ...state, messages: merge(state.messages, event.messages), has_more: event.has_more };
    case "message_created":
      return { ...received(state, event.message), position: Math.max(state.position, event.position) };
    case "feed_moved":
      return { ...state, position: Math.max(state.position, event.position) };
    case "service_changed":
      return { ...state, service: event.state };
    case "line_written":
      return settled(state, event.line.client_id) ? state : { ...state, unsent: [...state.unsent, event.line] };
    case "line_sending":
      return withLine(state, event.client_id, { delivery: "sending", why: null });
    case "line_waiting":
      return withLine(state, event.client_id, { delivery: "waiting", why: null });
    case "line_failed":
      return withLine(state, event.client_id, { delivery: event.held ? "held" : "failed", why: event.why });
    case "line_acknowledged":
      return received(state, event.message);
    case "line_withdrawn":
      return { ...state, unsent: state.unsent.filter((line) => line.client_id !== event.client_id) };
  }
}

function opened(state: ChatState, session: WidgetSession): ChatState {
  const same = state.conversation_id === session.conversation_id;
  const known = same ? state : { ...EMPTY, unsent: state.unsent };
  // Lines missed for longer than one page leave a hole between old and new: then the new page stands alone.
  const joined = known.messages.length > 0 && overlaps(known.messages, session.messages);
  const messages = joined ? merge(known.messages, session.messages) : merge([], session.messages);
  const next: ChatState = {
    ...known,
    conversation_id: session.conversation_id,
    position: Math.max(known.position, session.position),
    has_more: joined && reachesFurther(known.messages, session.messages) ? known.has_more : session.has_more,
    service: session.state,
    config: session.config,
    messages,
  };
  return withoutSettled(next);
}

function received(state: ChatState, message: Message): ChatState {
  return withoutSettled({ ...state, messages: merge(state.messages, [message]) });
}

/** One row per message id, by seq; what comes later replaces what was known. */
function merge(known: Message[], news: Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of news) byId.set(message.id, message);
  return [...byId.values()].sort((one, other) => one.seq - other.seq);
}

function overlaps(known: Message[], page: Message[]): boolean {
  const newest = known.at(-1);
  const oldest = page[0];
  return newest !== undefined && oldest !== undefined && oldest.seq <= newest.seq + 1;
}

function reachesFurther(known: Message[], page: Message[]): boolean {
  return (known[0]?.seq ?? Infinity) < (page[0]?.seq ?? Infinity);
}

function settled(state: ChatState, clientId: string): boolean {
  return (
    state.unsent.some((line) => line.client_id === clientId) ||
    state.messages.some((message) => message.client_id === clientId)
  );
}

function withoutSettled(state: ChatState): ChatState {
  if (state.unsent.length === 0) return state;
  const arrived = new Set(state.messages.map((message) => message.client_id));
  const unsent = state.unsent.filter((line) => !arrived.has(line.client_id));
  return unsent.length === state.unsent.length ? state : { ...state, unsent };
}

function withLine(state: ChatState, clientId: string, change: Partial<Unsent>): ChatState {
  const unsent = state.unsent.map((line) => (line.client_id === clientId ? { ...line, ...change } : line));
  return { ...state, unsent };
}

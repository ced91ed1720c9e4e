/** Old state + events = fresh state, however the news is interleaved, doubled or delayed. */
import { describe, expect, it } from "vitest";
import type { Message, WidgetSession } from "../shared/types";
import { EMPTY, type ChatState, type Unsent } from "./model";
import { reduce, type ChatEvent } from "./reducer";

const SENDERS = ["contact", "bot", "agent", "system"] as const;

function message(seq: number, change: Partial<Message> = {}): Message {
  const created_at = new Date(Date.UTC(2026, 10, 21, 2, seq)).toISOString();
  return {
    id: `m${seq}`,
    seq,
    sender: "bot",
    kind: "answer",
    text: `第${seq}条`,
    created_at,
    buttons: [],
    client_id: null,
    agent: null,
    ...change,
  };
}

function session(messages: Message[], change: Partial<WidgetSession> = {}): WidgetSession {
  return {
    visitor_token: "t",
    conversation_id: "c",
    position: messages.length,
    messages,
    has_more: false,
    state: EMPTY.service,
    config: EMPTY.config,
    ...change,
  };
}

function line(client_id: string, text = "您好"): Unsent {
  return { client_id, text, attachments: [], written_at: "2026-11-21T02:00:00Z", delivery: "waiting", why: null };
}

const play = (events: ChatEvent[], from: ChatState = EMPTY) => events.reduce(reduce, from);

/** A small seeded generator: a failing case is found again by its seed. */
function dice(seed: number): (below: number) => number {
  let value = seed;
  return (below) => {
    value = (value + 0x6d2b79f5) | 0;
    let mixed = Math.imul(value ^ (value >>> 15), 1 | value);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What a window sees of one conversation on a bad line: late, doubled, acknowledged before or after the feed, reopened. */
function badLine(seed: number): { events: ChatEvent[]; fresh: ChatState } {
  const roll = dice(seed);
  const all: Message[] = [];
  for (let seq = 1; seq <= 5 + roll(90); seq += 1) {
    const sender = SENDERS[roll(4)]!;
    all.push(message(seq, { sender, client_id: sender === "contact" ? `own${seq}` : null }));
  }
  const page = (upTo: number) => ({ messages: all.slice(Math.max(0, upTo - 50), upTo), has_more: upTo > 50 });
  const openedAt = roll(all.length + 1);
  const events: ChatEvent[] = [
    { type: "session_opened", session: session([], { ...page(openedAt), position: openedAt }) },
  ];
  let delivered = openedAt;
  const feed = (position: number): ChatEvent => ({ type: "message_created", position, message: all[position - 1]! });

  while (delivered < all.length) {
    const next = all[delivered]!;
    const deed = roll(8);
    if (next.client_id && deed < 3) events.push({ type: "line_written", line: line(next.client_id, next.text) });
    if (next.client_id && deed < 2) events.push({ type: "line_sending", client_id: next.client_id });
    if (next.client_id && deed === 1) events.push({ type: "line_acknowledged", message: next });
    if (next.client_id && deed === 2)
      events.push({ type: "line_failed", client_id: next.client_id, why: "x", held: false });
    if (deed === 3 && delivered > 0) events.push(feed(1 + roll(delivered)));
    if (deed === 4) {
      const upTo = delivered + roll(all.length - delivered + 1);
      events.push({ type: "session_opened", session: session([], { ...page(upTo), position: upTo }) });
      delivered = upTo;
      continue;
    }
    delivered += 1;
    events.push(feed(delivered));
    if (deed === 5 && next.client_id) events.push({ type: "line_acknowledged", message: next });
    if (deed === 6 && next.client_id)
      events.push({ type: "line_failed", client_id: next.client_id, why: "x", held: true });
    if (deed === 7 && next.client_id) events.push({ type: "line_written", line: line(next.client_id) });
  }
  const fresh = play([{ type: "session_opened", session: session([], { ...page(all.length), position: all.length }) }]);
  return { events, fresh: withAllEarlier(fresh, all) };
}

/** Scrolled up to the beginning, a page at a time. */
function withAllEarlier(state: ChatState, all: Message[]): ChatState {
  let now = state;
  while (now.has_more) {
    const before = now.messages[0]!.seq;
    const older = all.filter((known) => known.seq < before);
    now = reduce(now, { type: "earlier_loaded", messages: older.slice(-50), has_more: older.length > 50 });
  }
  return now;
}

describe("old state and events give the fresh state", () => {
  it("on four hundred bad lines", () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const { events, fresh } = badLine(seed);

      const lived = withAllEarlier(play(events), fresh.messages);

      expect(lived, `seed ${seed}`).toEqual(fresh);
    }
  });

  it("at every step each line stands once, by seq, and no own line stands twice", () => {
    for (let seed = 401; seed <= 500; seed += 1) {
      let state = EMPTY;
      for (const event of badLine(seed).events) {
        state = reduce(state, event);
        const seqs = state.messages.map((known) => known.seq);
        expect(seqs, `seed ${seed}`).toEqual([...new Set(seqs)].sort((one, other) => one - other));
        const own = [
          ...state.messages.flatMap((known) => known.client_id ?? []),
          ...state.unsent.map((known) => known.client_id),
        ];
        expect(new Set(own).size, `seed ${seed}`).toBe(own.length);
      }
    }
  });
});

describe("a written line", () => {
  const opened = play([{ type: "session_opened", session: session([message(1)]) }]);

  it("leaves the unsent ones when the feed shows it before the acknowledgement", () => {
    const state = play(
      [
        { type: "line_written", line: line("a") },
        { type: "message_created", position: 2, message: message(2, { sender: "contact", client_id: "a" }) },
      ],
      opened,
    );

    expect(state.unsent).toEqual([]);
    expect(play([{ type: "line_failed", client_id: "a", why: "x", held: false }], state)).toEqual(state);
  });

  it("written twice under one id stays one", () => {
    const state = play(
      [
        { type: "line_written", line: line("a") },
        { type: "line_written", line: line("a") },
      ],
      opened,
    );

    expect(state.unsent).toHaveLength(1);
  });

  it("keeps its place among others when it fails", () => {
    const state = play(
      [
        { type: "line_written", line: line("a") },
        { type: "line_written", line: line("b") },
        { type: "line_failed", client_id: "a", why: "x", held: false },
      ],
      opened,
    );

    expect(state.unsent.map((unsent) => [unsent.client_id, unsent.delivery])).toEqual([
      ["a", "failed"],
      ["b", "waiting"],
    ]);
  });

  it("survives the beginning of a new conversation", () => {
    const state = play(
      [
        { type: "line_written", line: line("a") },
        { type: "session_opened", session: session([], { conversation_id: "other" }) },
      ],
      opened,
    );

    expect(state.messages).toEqual([]);
    expect(state.unsent).toHaveLength(1);
  });
});

describe("reopening after a long absence", () => {
  it("drops what stands before a hole rather than hiding the hole", () => {
    const newPage = Array.from({ length: 50 }, (_, index) => message(101 + index));

    const state = play([
      { type: "session_opened", session: session([message(1), message(2)]) },
      { type: "session_opened", session: session(newPage, { has_more: true }) },
    ]);

    expect(state.messages[0]?.seq).toBe(101);
    expect(state.has_more).toBe(true);
  });
});

/** Old state + events = fresh state, in any order and however often. */
import { describe, expect, it } from "vitest";

import type { DeskMessage, Summary } from "../../shared/types";
import { detailOf, isoAt, LIN, messageOf, noteOf, quotaOf, stateOf, summaryOf } from "./samples";
import { EMPTY, reduce, type Change, type DeskEvent, type DeskModel } from "./state";

const all = (model: DeskModel, changes: Change[]) => changes.reduce(reduce, model);
const heard = (event: DeskEvent): Change => ({ type: "event", event });
const changed = (position: number, summary: Summary): DeskEvent => ({ position, name: "episode.changed", data: { summary } });
const gone = (position: number, id: string): DeskEvent => ({ position, name: "episode.gone", data: { id } });
const created = (position: number, episodeId: string, message: DeskMessage): DeskEvent => ({
  position, name: "message.created", data: { episode_id: episodeId, message },
});
const fresh = (position: number, episodes: Summary[]): Change => ({ type: "loaded", state: stateOf(position, episodes) });

/** A service in small: it makes changes, numbers them in commit order, and can be asked for everything at any moment. */
class Service {
  position = 10;
  readonly events: DeskEvent[] = [];
  readonly episodes = new Map<string, Summary>();
  readonly messages: DeskMessage[] = [];
  private seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  random(below: number): number {
    this.seed = (this.seed * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((this.seed / 2 ** 31) * below);
  }

  act(): void {
    const id = `e${this.random(4)}`;
    const known = this.episodes.get(id);
    this.position += 1;
    switch (this.random(4)) {
      case 0:
        if (!known) return;
        this.episodes.delete(id);
        this.events.push(gone(this.position, id));
        return;
      case 1: {
        const message = messageOf(this.messages.length + 1);
        this.messages.push(message);
        this.events.push(created(this.position, "open", message));
        return;
      }
      case 2: {
        const at = this.random(this.messages.length || 1);
        const old = this.messages[at];
        if (!old) return;
        const message = { ...old, text: `改于 ${this.position}` };
        this.messages[at] = message;
        this.events.push({ position: this.position, name: "message.changed", data: { episode_id: "open", message } });
        return;
      }
      default: {
        const summary = summaryOf(id, { version: this.position, contact_count: this.position });
        this.episodes.set(id, summary);
        this.events.push(changed(this.position, summary));
      }
    }
  }

  state(): Change {
    return fresh(this.position, [...this.episodes.values()]);
  }

  thread(): Change {
    return { type: "opened", detail: detailOf(this.position, summaryOf("open"), [...this.messages]) };
  }

  shuffled(events: DeskEvent[]): DeskEvent[] {
    return events
      .flatMap((event) => (this.random(3) ? [event] : [event, event]))
      .map((event) => ({ event, key: this.random(1000) }))
      .sort((a, b) => a.key - b.key)
      .map(({ event }) => event);
  }
}

describe("the model of the desk", () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed + 1))("agrees with a fresh fetch after shuffled and doubled events (%i)", (seed) => {
    const service = new Service(seed);
    for (let step = 0; step < 12; step += 1) service.act();
    let model = all(EMPTY, [service.state(), service.thread()]);
    const from = service.position;

    for (let step = 0; step < 20; step += 1) service.act();
    const missed = service.events.filter(({ position }) => position > from);
    model = all(model, service.shuffled(missed).map(heard));

    const asked = all(EMPTY, [service.state()]);
    const { open: _opened, ...others } = model.episodes;
    expect(others).toEqual(asked.episodes);
    expect(model.threads.open?.messages).toEqual(service.messages);
    expect(model.position).toBe(Math.max(from, ...missed.map(({ position }) => position)));
  });

  it("is not put back by a snapshot older than an event", () => {
    const model = all(EMPTY, [heard(changed(12, summaryOf("a", { version: 5 }))), fresh(11, [summaryOf("a", { version: 4 })])]);

    expect(model.episodes.a?.version).toBe(5);
  });

  it("does not bring back an episode that is gone", () => {
    const model = all(EMPTY, [fresh(10, [summaryOf("a")]), heard(gone(12, "a")), heard(changed(11, summaryOf("a", { version: 2 })))]);

    expect(model.episodes).toEqual({});
  });

  it("shows an episode again that was given back after it was gone", () => {
    const model = all(EMPTY, [heard(gone(12, "a")), heard(changed(13, summaryOf("a", { version: 9 })))]);

    expect(model.episodes.a?.version).toBe(9);
  });

  it("keeps the answer to a move when the feed is still behind it", () => {
    const accepted = summaryOf("a", { version: 4, status: "assigned", assignee: LIN });
    const model = all(EMPTY, [
      fresh(10, [summaryOf("a", { version: 3 })]),
      { type: "answered", summary: accepted },
      heard(changed(11, summaryOf("a", { version: 3 }))),
    ]);

    expect(model.episodes.a?.status).toBe("assigned");
  });

  it("never counts as unread what was read, in whatever order it hears of it", () => {
    const read: DeskEvent = { position: 13, name: "episode.read", data: { episode_id: "a", read_count: 3 } };
    const model = all(EMPTY, [
      fresh(10, [summaryOf("a", { contact_count: 3 })]),
      heard(read),
      heard(changed(12, summaryOf("a", { version: 2, contact_count: 4, read_count: 0 }))),
    ]);

    expect(model.episodes.a).toMatchObject({ contact_count: 4, read_count: 3 });
  });

  it("shows a line of the conversation in every open episode of it", () => {
    const older = summaryOf("old", { conversation_id: "c", status: "resolved" });
    const now = summaryOf("new", { conversation_id: "c" });
    const model = all(EMPTY, [
      fresh(10, [older, now]),
      { type: "opened", detail: detailOf(10, older, [messageOf(1)]) },
      heard(created(11, "new", messageOf(2))),
    ]);

    expect(model.threads.old?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("holds a note once, whether the answer or the feed told it first, and over a fetch that was earlier", () => {
    const summary = summaryOf("a");
    const note = noteOf("n", 3);
    const told: Change = heard({ position: 12, name: "note.created", data: { episode_id: "a", note } });
    const noted: Change = { type: "noted", episodeId: "a", note };
    const opened: Change = { type: "opened", detail: detailOf(10, summary, []) };
    const again: Change = { type: "opened", detail: { ...detailOf(13, summary, []), notes: [note] } };

    for (const order of [[told, noted], [noted, told], [told, opened], [noted, again], [told, again]]) {
      expect(all(EMPTY, [opened, ...order]).threads.a?.notes).toEqual([note]);
    }
  });

  it("keeps older lines when a thread is fetched again, but not across a gap", () => {
    const summary = summaryOf("a");
    const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => messageOf(from + index));
    const older: Change = { type: "older", episodeId: "a", messages: lines(1, 4), hasMore: false };
    const opened = all(EMPTY, [{ type: "opened", detail: detailOf(10, summary, lines(5, 9), true) }, older]);

    const again = reduce(opened, { type: "opened", detail: detailOf(20, summary, lines(8, 12), true) }).threads.a!;
    const afar = reduce(opened, { type: "opened", detail: detailOf(20, summary, lines(30, 32), true) }).threads.a!;

    expect(again.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(again.hasMore).toBe(false);
    expect(afar.messages.map(({ seq }) => seq)).toEqual([30, 31, 32]);
    expect(afar.hasMore).toBe(true);
  });

  it("ignores a fetch of a thread that was overtaken by a later one", () => {
    const summary = summaryOf("a");
    const model = all(EMPTY, [
      { type: "opened", detail: detailOf(20, summary, [messageOf(1), messageOf(2)]) },
      { type: "opened", detail: detailOf(15, summary, [messageOf(1)]) },
    ]);

    expect(model.threads.a?.messages).toHaveLength(2);
  });

  it("adds the feeling of a line to the curve once it is known", () => {
    const felt = messageOf(2, { emotion: { label: "angry", score: 0.9 } });
    const model = all(EMPTY, [
      { type: "opened", detail: detailOf(10, summaryOf("a"), [messageOf(1)]) },
      heard(created(11, "a", messageOf(2))),
      heard({ position: 12, name: "message.changed", data: { episode_id: "a", message: felt } }),
    ]);

    expect(model.threads.a?.emotions).toEqual([{ seq: 2, label: "angry", score: 0.9 }]);
  });

  it("keeps the evidence told after the fetch, once, and what a slower fetch has not seen", () => {
    const told = (seq: number) => ({
      reason: "threat", reason_text: "提及监管、法律或媒体", seq, words: "12315", start: 0, strength: 1, explanation: "客户提及向监管部门反映",
      at: isoAt(seq), calls_lead: true,
    });
    const escalated = (position: number, seq: number) =>
      heard({ position, name: "episode.escalated", data: { episode_id: "a", evidence: [told(seq)] } });
    const first = { ...detailOf(10, summaryOf("a"), []), escalations: [told(1)] };

    const model = all(EMPTY, [{ type: "opened", detail: first }, escalated(9, 1), escalated(11, 2), escalated(11, 2)]);
    const refetched = reduce(model, { type: "opened", detail: first });

    expect(model.threads.a?.evidence.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(refetched.threads.a?.evidence.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  describe("what may still be sent", () => {
    const summary = summaryOf("a");
    const told = (position: number, left: number) => heard({ position, name: "quota.changed", data: { episode_id: "a", quota: quotaOf(left) } });
    const fetched = (position: number, left: number): Change => ({
      type: "opened", detail: { ...detailOf(position, summary, []), quota: quotaOf(left) },
    });
    const leftAfter = (...changes: Change[]) => all(EMPTY, changes).threads.a?.quota?.left;

    it("is what was told last, however the news and the fetches overtake each other", () => {
      expect(leftAfter(fetched(10, 5), told(11, 4), told(12, 3))).toBe(3);
      expect(leftAfter(fetched(10, 5), told(12, 3), told(11, 4))).toBe(3);
      expect(leftAfter(fetched(10, 5), told(12, 3), fetched(11, 4))).toBe(3);
      expect(leftAfter(fetched(10, 5), told(12, 3), fetched(13, 2))).toBe(2);
      expect(leftAfter(fetched(13, 2), told(12, 3))).toBe(2);
    });

    it("can cease to be limited", () => {
      const lifted = heard({ position: 11, name: "quota.changed", data: { episode_id: "a", quota: null } });

      expect(all(EMPTY, [fetched(10, 0), lifted]).threads.a?.quota).toBeNull();
    });

    it("is one for the whole conversation", () => {
      const older = summaryOf("old", { conversation_id: summary.conversation_id, status: "resolved" });
      const opened: Change = { type: "opened", detail: { ...detailOf(10, older, []), quota: quotaOf(5) } };

      expect(all(EMPTY, [fresh(9, [summary, older]), opened, told(11, 4)]).threads.old?.quota?.left).toBe(4);
    });
  });

  it("takes its own availability from the news about agents", () => {
    const agent = { id: LIN.id, display_name: "林静", number: "1024", availability: "offline" as const, open_slots: 0, capacity: 3, active: 0 };
    const model = all(EMPTY, [fresh(10, []), heard({ position: 11, name: "agent.changed", data: { agent } })]);

    expect(model.me).toMatchObject({ availability: "offline", capacity: 3 });
  });

  it("leaves the model alone for news that is only told", () => {
    const before = all(EMPTY, [fresh(10, [summaryOf("a", { opened_at: isoAt(1) })])]);

    const after = reduce(before, heard({ position: 11, name: "episode.nudged", data: { episode_id: "a" } }));

    expect(after).toEqual({ ...before, position: 11 });
  });
});

describe("a line of the bot's that was called wrong", () => {
  const summary = summaryOf("a", { conversation_id: "c" });
  const opened = (position: number, wrong: string[]): Change => ({
    type: "opened", detail: { ...detailOf(position, summary, [messageOf(1), messageOf(2)]), called_wrong: wrong },
  });
  const told = (position: number, messageId: string, wrong: boolean): Change =>
    heard({ position, name: "message.reported", data: { episode_id: "a", message_id: messageId, wrong } });
  const wrongIn = (changes: Change[]) => all(EMPTY, [fresh(9, [summary]), ...changes]).threads.a?.calledWrong;

  it("is known from the fetch and from the feed, and taken back by either", () => {
    expect(wrongIn([opened(10, ["m-1"])])).toEqual(["m-1"]);
    expect(wrongIn([opened(10, []), told(11, "m-2", true)])).toEqual(["m-2"]);
    expect(wrongIn([opened(10, ["m-1"]), told(11, "m-1", false)])).toEqual([]);
    expect(wrongIn([opened(10, ["m-1"]), opened(12, [])])).toEqual([]);
  });

  it("is not changed by news older than what is known", () => {
    expect(wrongIn([opened(10, ["m-1"]), told(9, "m-1", false)])).toEqual(["m-1"]);
    expect(wrongIn([opened(10, []), told(12, "m-1", true), told(11, "m-1", false)])).toEqual(["m-1"]);
  });

  it("stays as a later event told it when an earlier fetch comes in", () => {
    expect(wrongIn([opened(10, ["m-1"]), told(12, "m-1", false), opened(11, ["m-1"])])).toEqual([]);
    expect(wrongIn([opened(10, []), told(12, "m-1", true), opened(11, [])])).toEqual(["m-1"]);
  });

  it("stands at once for whoever called it so, and once", () => {
    const mine: Change = { type: "reported", episodeId: "a", messageId: "m-1", wrong: true };

    expect(wrongIn([opened(10, []), mine, told(11, "m-1", true)])).toEqual(["m-1"]);
  });

  it("comes with older lines too, which a new fetch of the latest keeps", () => {
    const older: Change = { type: "older", episodeId: "a", messages: [messageOf(0)], hasMore: false, calledWrong: ["m-0"] };

    expect(wrongIn([opened(10, ["m-1"]), older, opened(11, ["m-1"])])?.sort()).toEqual(["m-0", "m-1"]);
  });
});

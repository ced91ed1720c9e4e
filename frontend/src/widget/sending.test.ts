/** Lines go one at a time, in order, under one id, until acknowledged. */
import { describe, expect, it } from "vitest";
import { ApiError } from "../shared/api";
import type { Message } from "../shared/types";
import { EMPTY, type Unsent } from "./model";
import { reduce } from "./reducer";
import { Sending } from "./sending";

/** A service that answers as told, and a window's worth of state around it. */
function desk(answers: (number | "ok")[]) {
  let state = EMPTY;
  const posted: string[] = [];
  const timers: (() => void)[] = [];
  const told = { unknown: 0 };
  const sending = new Sending({
    lines: () => state.unsent,
    isReady: () => true,
    post(line): Promise<Message> {
      posted.push(line.client_id);
      const answer = answers.shift() ?? "ok";
      if (answer !== "ok") return Promise.reject(new ApiError(answer, "x", "服务暂时不可用，请稍后重试。"));
      const seq = state.messages.length + 1;
      return Promise.resolve({
        id: `m${seq}`,
        seq,
        sender: "contact",
        kind: "text",
        text: line.text,
        created_at: line.written_at,
        buttons: [],
        client_id: line.client_id,
        agent: null,
      });
    },
    happen: (event) => (state = reduce(state, event)),
    onUnknownVisitor: () => (told.unknown += 1),
    later(act) {
      timers.push(act);
      return () => void timers.splice(timers.indexOf(act), 1);
    },
  });
  const write = (client_id: string) => {
    const line: Unsent = {
      client_id,
      text: client_id,
      attachments: [],
      written_at: "2026-11-21T02:00:00Z",
      delivery: "waiting",
      why: null,
    };
    state = reduce(state, { type: "line_written", line });
    return sending.run();
  };
  return { sending, write, posted, timers, told, state: () => state };
}

describe("sending", () => {
  it("keeps the order although the second line was written while the first was on its way", async () => {
    const { write, posted, state } = desk([]);

    await Promise.all([write("a"), write("b")]);

    expect(posted).toEqual(["a", "b"]);
    expect(state().unsent).toEqual([]);
  });

  it("holds later lines back behind one that failed, and retries under the same id", async () => {
    const { sending, write, posted, timers, state } = desk([503]);
    await Promise.all([write("a"), write("b")]);
    expect(state().unsent.map((line) => line.delivery)).toEqual(["failed", "waiting"]);
    expect(timers).toHaveLength(1);

    await sending.retry("a");

    expect(posted).toEqual(["a", "a", "b"]);
    expect(timers).toHaveLength(0);
  });

  it("does not let a refused line stop the others", async () => {
    const { write, posted, state } = desk([400]);

    await Promise.all([write("a"), write("b")]);

    expect(posted).toEqual(["a", "b"]);
    expect(state().unsent.map((line) => [line.client_id, line.delivery])).toEqual([["a", "held"]]);
  });

  it("asks for a new session when the visitor is not known any more", async () => {
    const { write, told, state } = desk([401]);

    await write("a");

    expect(told.unknown).toBe(1);
    expect(state().unsent[0]?.delivery).toBe("failed");
  });

  it("stops trying by itself after a while", async () => {
    const { write, sending, timers, posted } = desk([0, 0, 0, 0, 0, 0, 0]);
    await write("a");
    for (let tries = 0; tries < 10 && timers.length > 0; tries += 1) {
      timers.shift();
      await sending.run();
    }

    expect(posted).toHaveLength(5);
  });
});

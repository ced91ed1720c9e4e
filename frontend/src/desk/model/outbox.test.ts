/** Lines leave in order, one at a time for each episode, and a reload forgets none. */
import { describe, expect, it } from "vitest";

import { mark, nextToSend, revived, unsentCount, without, type Outgoing } from "./outbox";

const line = (clientId: string, episodeId: string, status: Outgoing["status"] = "waiting"): Outgoing => ({
  clientId, episodeId, text: clientId, overrideReason: null, attachments: [], answersSeq: null, status, error: "", at: "",
});

describe("the outbox", () => {
  it("sends the first waiting line", () => {
    expect(nextToSend([line("1", "a"), line("2", "a")])?.clientId).toBe("1");
  });

  it("holds a line back while an earlier one of its episode is on its way, but not another episode's", () => {
    const lines = [line("1", "a", "sending"), line("2", "a"), line("3", "b")];

    expect(nextToSend(lines)?.clientId).toBe("3");
    expect(nextToSend(lines.slice(0, 2))).toBeUndefined();
  });

  it("lets later lines pass one that was refused", () => {
    expect(nextToSend([line("1", "a", "failed"), line("2", "a")])?.clientId).toBe("2");
  });

  it("tries again after a reload what was on its way, under the same id", () => {
    expect(revived([line("1", "a", "sending"), line("2", "a", "failed")]).map(({ clientId, status }) => [clientId, status])).toEqual([
      ["1", "waiting"], ["2", "failed"],
    ]);
  });

  it("counts what still waits to be sent", () => {
    const lines = mark([line("1", "a"), line("2", "a"), line("3", "a")], "2", "failed", "会话已结束");

    expect(unsentCount(lines)).toBe(2);
    expect(without(lines, "1").map(({ clientId }) => clientId)).toEqual(["2", "3"]);
  });
});

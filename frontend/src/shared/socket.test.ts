/** The live connection comes back, says where it was, and notices silence. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { follow, waitBefore, type Frame, type LinkStatus } from "./socket";

class FakeSocket {
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.isClosed = true;
  }

  says(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function start() {
  const sockets: FakeSocket[] = [];
  const heard: Frame[] = [];
  const statuses: LinkStatus[] = [];
  const refused: number[] = [];
  const link = follow({
    path: "/ws/desk",
    position: 7,
    hello: (after) => ({ type: "hello", after }),
    onPacket: (frame) => heard.push(frame),
    onStatus: (status) => statuses.push(status),
    onRefused: (code) => refused.push(code),
    random: () => 0,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  const last = () => sockets.at(-1)!;
  return { link, sockets, heard, statuses, refused, last };
}

describe("the live connection", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("location", { protocol: "https:", host: "desk.example" });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("says hello with the position of the state it follows", () => {
    const { last } = start();
    last().onopen?.();

    expect(last().sent).toEqual([{ type: "hello", after: 7 }]);
  });

  it("comes back by itself and asks for what it missed", () => {
    const { last, sockets, statuses } = start();
    last().onopen?.();
    last().says({ type: "ready", position: 9 });
    last().says({ type: "event", position: 8 });
    last().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(500);
    last().onopen?.();

    expect(sockets).toHaveLength(2);
    expect(last().sent).toEqual([{ type: "hello", after: 8 }]);
    expect(statuses).toEqual(["connecting", "open", "offline", "offline"]);
  });

  it("stops for good when it is refused", () => {
    const { last, sockets, refused } = start();
    last().onclose?.({ code: 4401 });
    vi.advanceTimersByTime(60_000);

    expect(refused).toEqual([4401]);
    expect(sockets).toHaveLength(1);
  });

  it("gives up a connection that does not answer a ping", () => {
    const { last, sockets } = start();
    last().says({ type: "ready", position: 7 });
    vi.advanceTimersByTime(20_000);
    expect(last().sent).toContainEqual({ type: "ping" });

    vi.advanceTimersByTime(10_500);

    expect(sockets[0]!.isClosed).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  it("keeps a connection that answers", () => {
    const { last, sockets } = start();
    last().says({ type: "ready", position: 7 });
    vi.advanceTimersByTime(20_000);
    last().says({ type: "pong" });
    vi.advanceTimersByTime(10_500);

    expect(sockets).toHaveLength(1);
  });

  it("says nothing before it is ready", () => {
    const { link, last } = start();
    expect(link.send({ type: "typing" })).toBe(false);
    last().says({ type: "ready", position: 7 });

    expect(link.send({ type: "typing" })).toBe(true);
  });

  it("ignores what an abandoned connection still says", () => {
    const { link, sockets, heard } = start();
    link.retry();
    sockets[0]!.says({ type: "event", position: 99 });

    expect(sockets).toHaveLength(2);
    expect(heard).toEqual([]);
  });

  it("waits longer each time, with a ceiling, and not in step with others", () => {
    expect([0, 1, 2, 10].map((attempt) => waitBefore(attempt, () => 0))).toEqual([500, 1000, 2000, 15_000]);
    expect(waitBefore(3, () => 0.999)).toBeLessThan(4000);
  });
});

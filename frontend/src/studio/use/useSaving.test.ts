/** Changes go one after another, each once, and none is lost on the way. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope } from "vue";

import { ApiError } from "../../shared/api";
import { NOTHING } from "../model/draft";
import type { Annotation, Saved } from "../model/types";
import type { StudioApi } from "./studioApi";
import { useSaving, type Saving } from "./useSaving";

const SAVED: Saved = { outcome: "answer", answer: NOTHING, comment: "", blind: false, seconds: 1, submit: false };
const AWAY = new ApiError(0, "offline", "网络连接已断开");

/** Answers as the service does: the same change twice is one, and a revision that is not the present one is refused. */
class Service {
  readonly revisions = new Map<string, number>();
  readonly known = new Map<string, number>();
  readonly calls: string[] = [];
  isAway = false;
  /** Takes the next change, but its answer is lost. */
  isMute = false;

  save = async (annotationId: string, _exampleId: string, changeId: string, revision: number) => {
    this.calls.push(changeId);
    if (this.isAway) throw AWAY;
    const present = this.revisions.get(annotationId) ?? 0;
    if (!this.known.has(changeId)) {
      if (revision !== present) throw new ApiError(409, "stale_revision", "已在其他页面修改");
      this.revisions.set(annotationId, present + 1);
      this.known.set(changeId, present + 1);
    }
    if (this.isMute) {
      this.isMute = false;
      throw AWAY;
    }
    return { annotation: { id: annotationId, status: "draft", revision: this.known.get(changeId) } as Annotation, lease_until: null };
  };
}

class Shelf {
  private readonly entries = new Map<string, string>();
  get length(): number {
    return this.entries.size;
  }
  key = (index: number) => [...this.entries.keys()][index] ?? null;
  getItem = (name: string) => this.entries.get(name) ?? null;
  setItem = (name: string, value: string) => void this.entries.set(name, value);
  removeItem = (name: string) => void this.entries.delete(name);
}

let service: Service;
let refused: string[];
let saving: Saving;
let end: () => void;

function open(): void {
  const scope = effectScope();
  scope.run(() => {
    saving = useSaving({
      api: service as unknown as StudioApi, userId: "me", onSaved: () => undefined, onRefused: ({ annotationId }) => refused.push(annotationId),
    });
  });
  end = () => scope.stop();
}

const change = (annotationId: string) => saving.add({ annotationId, exampleId: "e", kind: "save", saved: SAVED });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("localStorage", new Shelf());
  vi.stubGlobal("window", new EventTarget());
  service = new Service();
  refused = [];
  open();
});
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("saving", () => {
  it("sends what builds on each other in order, and then is done", async () => {
    change("a");
    change("a");
    change("b");
    expect(saving.state.value).toBe("saving");

    await vi.runAllTimersAsync();

    expect(saving.state.value).toBe("saved");
    expect(service.revisions).toEqual(new Map([["a", 2], ["b", 1]]));
  });

  it("keeps what cannot be sent, says how many lines wait, and sends it when the network is back", async () => {
    service.isAway = true;
    change("a");
    change("a");
    change("b");
    await vi.advanceTimersByTimeAsync(100);
    expect([saving.state.value, saving.waiting.value]).toEqual(["cut", 2]);

    service.isAway = false;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(100);

    expect(saving.state.value).toBe("saved");
    expect(service.revisions.get("a")).toBe(2);
  });

  it("tries again by itself", async () => {
    service.isAway = true;
    change("a");
    await vi.advanceTimersByTimeAsync(100);
    service.isAway = false;

    await vi.advanceTimersByTimeAsync(20_000);

    expect(saving.state.value).toBe("saved");
  });

  it("sends what a reload left behind, under the same ids: what had arrived is not done twice", async () => {
    service.isMute = true;
    change("a");
    change("a");
    await vi.advanceTimersByTimeAsync(10);
    end();
    open();

    await vi.runAllTimersAsync();

    expect(service.revisions.get("a")).toBe(2);
    expect(service.calls[0]).toBe(service.calls[1]);
    expect([saving.state.value, localStorage.length]).toEqual(["saved", 0]);
  });

  it("gives up what was refused with all that was built on it, and goes on with the rest", async () => {
    service.revisions.set("a", 7);
    change("a");
    change("a");
    change("b");

    await vi.runAllTimersAsync();

    expect(refused).toEqual(["a"]);
    expect(service.revisions).toEqual(new Map([["a", 7], ["b", 1]]));
    expect(localStorage.length).toBe(0);
  });

  it("keeps everything when the login is over", async () => {
    service.save = async () => {
      throw new ApiError(401, "not_signed_in", "请先登录。");
    };
    change("a");
    await vi.runAllTimersAsync();
    end();
    service = new Service();
    open();
    await vi.runAllTimersAsync();

    expect(service.revisions.get("a")).toBe(1);
  });

  it("tells whether all is saved to whoever waits for it", async () => {
    change("a");
    await expect(saving.flush()).resolves.toBe(true);

    service.isAway = true;
    change("a");
    await expect(saving.flush()).resolves.toBe(false);
  });
});

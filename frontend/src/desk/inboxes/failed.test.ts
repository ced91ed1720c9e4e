/** What failed at an inbox, and having it worked once more. */
import { ID_INJECTION_KEY } from "element-plus/es/hooks/use-id/index.mjs";
import { ZINDEX_INJECTION_KEY } from "element-plus/es/hooks/use-z-index/index.mjs";
import { createSSRApp, effectScope } from "vue";
import { renderToString } from "vue/server-renderer";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import FailedNote from "./FailedNote.vue";
import { InboxApi, type Ask } from "./inboxApi";
import InboxCard from "./InboxCard.vue";
import { inboxOf } from "./samples";
import type { InboxRow } from "./types";
import { INBOXES, useInboxes, type Inboxes } from "./useInboxes";

/** A service with these inboxes: what failed is taken up when asked for. */
class Service {
  asked: string[] = [];
  isDown = false;
  constructor(public rows: InboxRow[]) {}

  ask: Ask = async <T>(method: string, path: string): Promise<T> => {
    this.asked.push(`${method} ${path}`);
    if (this.isDown) throw new Error("down");
    if (method === "GET") return { inboxes: this.rows } as T;
    const id = decodeURIComponent(path.split("/")[4] ?? "");
    const count = this.rows.find((row) => row.id === id)?.failed ?? 0;
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, failed: 0 } : row));
    return { count } as T;
  };
}

const scope = effectScope();
const opened = (service: Service) => scope.run(() => useInboxes(new InboxApi(service.ask))) as Inboxes;
/** As on a server, where the library wants to be told how to count. */
const shown = (component: typeof FailedNote | typeof InboxCard, inboxes: Inboxes, inbox: InboxRow) => {
  const app = createSSRApp(component, { inbox, now: 0 }).provide(INBOXES, inboxes);
  return renderToString(app.provide(ID_INJECTION_KEY, { prefix: 1, current: 0 }).provide(ZINDEX_INJECTION_KEY, { current: 0 }));
};

// Only a browser has a page that can be left.
beforeEach(() => vi.stubGlobal("window", new EventTarget()));
afterEach(() => vi.unstubAllGlobals());

describe("what failed at an inbox", () => {
  it("is counted, with the way to have it worked once more", async () => {
    const page = await shown(InboxCard, opened(new Service([])), inboxOf({ failed: 3 }));

    expect(page).toContain("3 条来信处理失败");
    expect(page).toMatch(/<button[^>]*data-testid="inbox-again"[^>]*>.*重新处理/s);
  });

  it("is not spoken of where nothing did", async () => {
    const page = await shown(InboxCard, opened(new Service([])), inboxOf());

    expect(page).toContain("安禾电器");
    expect(page).not.toContain("处理失败");
  });

  it("is worked once more at this inbox only, and the list shows it", async () => {
    const one = inboxOf({ id: "a b", failed: 2 });
    const service = new Service([one, inboxOf({ id: "c", failed: 1 })]);
    const inboxes = opened(service);

    await inboxes.again(one);

    expect(service.asked).toEqual(["POST /api/admin/inboxes/a%20b/arrivals/again", "GET /api/admin/inboxes"]);
    expect(inboxes.repeating.value).toBe("");
    expect(inboxes.rows.value?.map(({ failed }) => failed)).toEqual([0, 1]);
  });

  it("waits for the one that is under way", async () => {
    const one = inboxOf({ failed: 2 });
    const inboxes = opened(new Service([one]));

    const other = inboxOf({ id: "c", failed: 1 });
    const isDisabled = /<button[^>]* disabled[ >=]/;

    expect(await shown(FailedNote, inboxes, other)).not.toMatch(isDisabled);
    const done = inboxes.again(one);
    expect(await shown(FailedNote, inboxes, other)).toMatch(isDisabled);
    await done;

    expect(inboxes.rows.value?.[0]?.failed).toBe(0);
  });

  it("stays counted where the service cannot be reached", async () => {
    const one = inboxOf({ failed: 2 });
    const service = new Service([one]);
    const inboxes = opened(service);
    await inboxes.fetch();
    service.isDown = true;

    await inboxes.again(one);

    expect(inboxes.repeating.value).toBe("");
    expect(inboxes.rows.value?.[0]?.failed).toBe(2);
  });
});

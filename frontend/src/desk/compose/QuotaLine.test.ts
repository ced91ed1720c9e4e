/** What stands above the composer before a word is written. */
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { describe, expect, it } from "vitest";

import type { Quota } from "../../shared/types";
import { isoAt, NOON, quotaOf } from "../model/samples";
import QuotaLine from "./QuotaLine.vue";

const shown = (quota: Quota, sends = 0) => renderToString(createSSRApp(QuotaLine, { quota, sends, now: NOON }));

describe("the line above the composer", () => {
  it("says what is left and until when, in amber for the last one", async () => {
    const several = await shown(quotaOf(3));
    const last = await shown(quotaOf(1));

    expect(several).toContain("还可发送 3 条，至今天 13:00");
    expect(several).not.toContain("short");
    expect(last).toContain('class="short"');
  });

  it("names the other way only when nothing more goes out", async () => {
    expect(await shown(quotaOf(3))).not.toContain("致电客户");
    expect(await shown(quotaOf(0))).toContain("待其来信后送达。如需尽快联系，请致电客户。");
    expect(await shown(quotaOf(3, { until: isoAt(-60) }))).toContain("致电客户");
  });

  it("links an address and nothing that only looks like one", async () => {
    const reach = (detail: string) => shown(quotaOf(0, { reach: { way: "web", detail } }));

    expect(await reach("https://shop.example/chat")).toContain('href="https://shop.example/chat"');
    expect(await reach("javascript:alert(1)")).not.toContain("href");
  });

  it("says what the line costs, in amber when it is more than is left", async () => {
    expect(await shown(quotaOf(2), 2)).toMatch(/class="cost"[^>]*>本条将分 2 条发送</);
    expect(await shown(quotaOf(2), 3)).toMatch(/class="[^"]*short[^"]*"[^>]*>本条将分 3 条/);
  });
});

/** Times read as people say them, in the service's zone. */
import { describe, expect, it } from "vitest";

import { ago, countdown, countdownSaid, dayName, shortTime } from "./time";

// 23:30 on 21 November in Shanghai, still the afternoon in Greenwich.
const NOW = Date.parse("2026-11-21T15:30:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe("days", () => {
  it.each([
    ["2026-11-21T15:00:00Z", "今天"],
    ["2026-11-20T16:00:00Z", "今天"],
    ["2026-11-20T15:59:00Z", "昨天"],
    ["2026-11-21T16:00:00Z", "明天"],
    ["2026-11-12T02:00:00Z", "11月12日"],
    ["2025-12-31T02:00:00Z", "2025年12月31日"],
  ])("of %s are called %s", (iso, name) => {
    expect(dayName(iso, NOW)).toBe(name);
  });

  it("are left out on the day itself", () => {
    expect(shortTime("2026-11-21T01:05:00Z", NOW)).toBe("09:05");
    expect(shortTime("2026-11-20T06:05:00Z", NOW)).toBe("昨天 14:05");
  });
});

describe("what is past", () => {
  it.each([[2, "刚刚"], [56, "56 秒前"], [179, "2 分钟前"], [7_300, "2 小时前"], [90_000, "昨天 22:30"]])("by %i seconds is %s", (seconds, said) => {
    expect(ago(before(seconds), NOW)).toBe(said);
  });
});

describe("what is to come", () => {
  it.each([
    [246_000, "4:06", "还剩 4 分 6 秒"],
    [100, "0:00", "还剩 0 秒"],
    [0, "0:00", "还剩 0 秒"],
    [-20_500, "+0:20", "已超时 20 秒"],
    [3_723_000, "1:02:03", "还剩 1 小时 2 分"],
  ])("in %i ms shows %s and is read %s", (left, shown, said) => {
    expect(countdown(left)).toBe(shown);
    expect(countdownSaid(left)).toBe(said);
  });
});

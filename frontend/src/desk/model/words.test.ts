/** Names for where a customer writes from, and for a customer without one. */
import { describe, expect, it } from "vitest";

import { channelOf, inboxOf, nicknameOf } from "./words";

const placed = (channel: string, name: string) => ({ channel, inbox: { id: "i", name } });

describe("the channel", () => {
  it("tells a mini-program from an Official Account by the inbox's name", () => {
    expect([placed("wechat_oa", "安禾服务号"), placed("wechat_oa", "安禾小程序"), placed("wechat_kf", "售后小程序客服")].map(channelOf)).toEqual([
      "公众号", "小程序", "微信客服",
    ]);
  });

  it("is not said twice beside its inbox", () => {
    expect([placed("web", "网页"), placed("wechat_oa", "安禾小程序"), placed("wechat_oa", "安禾服务号")].map(inboxOf)).toEqual([
      "网页", "安禾小程序", "公众号 · 安禾服务号",
    ]);
  });
});

describe("a nickname", () => {
  it("stands in only while no name is known", () => {
    const contact = { id: "k", vip: false, nickname: " 小满 " };

    expect([nicknameOf({ ...contact, name: "访客 3F2A" }), nicknameOf({ ...contact, name: "王先生" })]).toEqual(["小满", ""]);
    expect(nicknameOf({ ...contact, name: "访客 3F2A", nickname: null })).toBe("");
  });
});

/** The form sends what was changed, keeps secrets that are not written again, and says what is wrong before the service has to. */
import { describe, expect, it } from "vitest";

import { blank, changesOf, formOf, isChanged, newInboxOf, problemsOf, type InboxForm } from "./inboxForm";
import { inboxOf, KF, KF_INBOX, OA, WEB } from "./samples";

const SECRETS = { token: "TokenOfOurs", aes_key: "K".repeat(43), secret: "the-app-secret" };
const whole = (kind: "oa" | "mini" | "kf", with_: Partial<InboxForm> = {}): InboxForm => ({
  ...blank(kind), name: "安禾电器", app_id: OA.app_id, corp_id: KF.corp_id, open_kfid: KF.open_kfid, ...SECRETS, ...with_,
});

describe("an inbox in its form", () => {
  it.each([inboxOf(), KF_INBOX, WEB, inboxOf({ account: { ...OA, flavour: "mini", menu: {} } })])("just opened changes nothing", (inbox) => {
    expect(changesOf(formOf(inbox), inbox)).toEqual({});
    expect(isChanged(formOf(inbox), inbox)).toBe(false);
    expect(problemsOf(formOf(inbox), inbox)).toEqual({});
  });

  it("never fills in a secret", () => {
    const { token, aes_key, secret } = formOf(inboxOf());

    expect([token, aes_key, secret]).toEqual(["", "", ""]);
  });

  it("sends the name alone, the account whole, and only the secrets written again", () => {
    const inbox = inboxOf();

    expect(changesOf({ ...formOf(inbox), name: " 旗舰店 " }, inbox)).toEqual({ name: "旗舰店" });
    expect(changesOf({ ...formOf(inbox), welcome: "" }, inbox)).toEqual({ account: { ...OA, welcome: "" } });
    expect(changesOf({ ...formOf(inbox), token: " Newer1 " }, inbox)).toEqual({ secrets: { token: "Newer1" } });
  });

  it("drops lines left empty and the address that a telephone has not", () => {
    const form = { ...formOf(inboxOf()), menu: [{ key: " order ", value: " 查询订单 " }, { key: "", value: " " }], way: "phone" as const };

    expect(changesOf(form, inboxOf())).toEqual({ account: { ...OA, reach: { way: "phone", detail: "" } } });
  });

  it("of the web has a name and nothing else", () => {
    expect(changesOf({ ...formOf(WEB), name: "官网" }, WEB)).toEqual({ name: "官网" });
  });
});

describe("a new inbox", () => {
  it("is made of what its kind has", () => {
    const { account, ...rest } = newInboxOf(whole("kf", { service: "native", servicers: [{ key: "zhangsan", value: "agent" }] }));

    expect(rest).toEqual({ channel: "wechat_kf", name: "安禾电器", secrets: SECRETS });
    expect(account).toEqual(KF);
  });

  it("of a mini-program has no menu and answers by the interface", () => {
    const form = whole("mini", { replies: "passive", menu: [{ key: "a", value: "b" }], kf_account: "kf1@gh" });

    expect(newInboxOf(form)).toMatchObject({ channel: "wechat_oa", account: { flavour: "mini", replies: "api", menu: {}, kf_account: "" } });
  });

  it("is left without a question until something is written", () => {
    expect(isChanged(blank("oa"), null)).toBe(false);
    expect(isChanged({ ...blank("oa"), token: "a" }, null)).toBe(true);
  });

  it("that is whole has no problem", () => {
    expect((["oa", "mini", "kf"] as const).map((kind) => problemsOf(whole(kind), null))).toEqual([{}, {}, {}]);
  });

  it.each<[Partial<InboxForm>, string]>([
    [{ name: " " }, "name"],
    [{ app_id: "gh_1" }, "app_id"],
    [{ secret: "" }, "secret"],
    [{ secret: "a b" }, "secret"],
    [{ token: "ab" }, "token"],
    [{ token: "含中文的令牌" }, "token"],
    [{ aes_key: "K".repeat(42) }, "aes_key"],
    [{ aes_key: "" }, "aes_key"],
    [{ menu: [{ key: "a", value: "" }] }, "menu"],
    [{ menu: [{ key: "a", value: "b" }, { key: " a", value: "c" }] }, "menu"],
    [{ way: "web", detail: "example.com" }, "detail"],
    [{ way: "notice", detail: " " }, "detail"],
    [{ api_base: "ftp://example.com" }, "api_base"],
    [{ api_base: "https://" }, "api_base"],
  ])("with %j is told so at that field", (wrong, field) => {
    expect(Object.keys(problemsOf(whole("oa", wrong), null))).toEqual([field]);
  });

  it.each<[Partial<InboxForm>, string]>([[{ corp_id: "" }, "corp_id"], [{ open_kfid: "kf1" }, "open_kfid"], [{ aes_key: "" }, "aes_key"]])(
    "of 微信客服 with %j is told so", (wrong, field) => {
      expect(Object.keys(problemsOf(whole("kf", wrong), null))).toEqual([field]);
    },
  );

  it("needs no key where nothing is encrypted", () => {
    expect(problemsOf(whole("oa", { mode: "plain", aes_key: "" }), null)).toEqual({});
  });

  it("must be given the secrets that a kept one has lost", () => {
    const lost = inboxOf({ secrets: { token: false, aes_key: false, secret: false } });

    expect(Object.keys(problemsOf(formOf(lost), lost))).toEqual(["secret", "token", "aes_key"]);
  });
});

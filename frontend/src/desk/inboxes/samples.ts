/** Small makers of inboxes as the service says them, for tests. */
import type { InboxRow, KfAccount, OfficialAccount } from "./types";

export const OA: OfficialAccount = {
  app_id: "wx0123456789abcdef", flavour: "oa", mode: "safe", replies: "api", api_base: "https://api.weixin.qq.com", kf_account: "", welcome: "您好。",
  menu: { order: "查询订单" }, reach: { way: "web", detail: "https://example.com/help" },
};
export const KF: KfAccount = {
  corp_id: "ww0123456789abcdef", open_kfid: "wkAAAA", service: "native", api_base: "https://qyapi.weixin.qq.com", welcome: "", servicers: { zhangsan: "agent" },
  reach: { way: "phone", detail: "" },
};

export function inboxOf(with_: Partial<InboxRow> = {}): InboxRow {
  return {
    id: "a1b2c3d4e5f6", channel: "wechat_oa", name: "安禾电器", enabled: true, account: OA, secrets: { token: true, aes_key: true, secret: true }, trouble: null, failed: 0,
    callback_url: "https://kefu.example.com/wechat/a1b2c3d4e5f6", created_at: "2026-11-20T02:00:00+00:00", version: 3, ...with_,
  };
}

export const WEB = inboxOf({ id: "web", channel: "web", name: "网页", account: null, secrets: { token: false, aes_key: false, secret: false }, callback_url: null, created_at: null });
export const KF_INBOX = inboxOf({ channel: "wechat_kf", account: KF });

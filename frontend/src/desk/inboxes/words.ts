/** The words of WeChat's consoles for what an inbox is set up with. */
import type { InboxRow, OfficialAccount, SecretName } from "./types";

/** What is set up alike; the first two are one channel. */
export type Kind = "web" | "oa" | "mini" | "kf";

export const KINDS: Record<Kind, string> = { web: "网页", oa: "公众号", mini: "小程序", kf: "微信客服" };

export function kindOf({ channel, account }: Pick<InboxRow, "channel" | "account">): Kind {
  if (channel === "web") return "web";
  if (channel === "wechat_kf") return "kf";
  return (account as OfficialAccount | null)?.flavour === "mini" ? "mini" : "oa";
}

export const MODES = { plain: "明文模式", compat: "兼容模式", safe: "安全模式（推荐）" };
export const REPLIES = { api: "客服接口（推荐）", passive: "被动回复" };
export const SERVICES = { relay: "坐席工作台接待", native: "企业微信接待" };
export const WAYS = { phone: "电话", web: "网页链接", notice: "订阅通知" };

export const secretName = (kind: Kind, name: SecretName): string =>
  ({ token: "令牌（Token）", aes_key: "消息加解密密钥（EncodingAESKey）", secret: kind === "kf" ? "Secret" : "AppSecret" })[name];

const POINTS: Record<string, string> = {
  secrets: "密钥", callback: "消息推送", token: "接口凭证", send: "发送消息", account: "客服账号", messages: "读取消息",
};
export const pointName = (name: string): string => POINTS[name] ?? name;

/** Where in the platform's own pages the callback is set. */
export const CONSOLE: Record<Exclude<Kind, "web">, string> = {
  oa: "微信开发者平台 → 我的业务 → 公众号/服务号 → 基础信息 → 域名与消息推送配置",
  mini: "微信公众平台 → 开发管理 → 开发设置 → 消息推送",
  kf: "企业微信管理后台 → 应用管理 → 自建应用 → 接收消息 → 设置API接收",
};

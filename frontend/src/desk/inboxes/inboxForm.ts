/** The form over one inbox: its fields, what differs from what is kept, and what is still wrong with it. */
import { secretName, kindOf, type Kind } from "./words";
import type { Account, Channel, InboxChange, InboxRow, KfAccount, NewInbox, OfficialAccount, SecretName, Secrets, Way } from "./types";

export interface Entry {
  key: string;
  value: string;
}

/** Everything any kind has; `bodyOf` takes what this kind has. */
export interface InboxForm {
  kind: Kind;
  name: string;
  app_id: string;
  mode: OfficialAccount["mode"];
  replies: OfficialAccount["replies"];
  kf_account: string;
  menu: Entry[];
  corp_id: string;
  open_kfid: string;
  service: KfAccount["service"];
  servicers: Entry[];
  welcome: string;
  way: Way;
  detail: string;
  api_base: string;
  token: string;
  aes_key: string;
  secret: string;
}

export type Field = keyof InboxForm;
export type Problems = Partial<Record<Field, string>>;
export const SECRETS: readonly SecretName[] = ["secret", "token", "aes_key"];
export const BASES = { oa: "https://api.weixin.qq.com", mini: "https://api.weixin.qq.com", kf: "https://qyapi.weixin.qq.com", web: "" };
const CHANNELS: Record<Kind, Channel> = { web: "web", oa: "wechat_oa", mini: "wechat_oa", kf: "wechat_kf" };

export function blank(kind: Kind): InboxForm {
  return {
    kind, name: "", app_id: "", mode: "safe", replies: "api", kf_account: "", menu: [], corp_id: "", open_kfid: "", service: "relay", servicers: [],
    welcome: "", way: "phone", detail: "", api_base: BASES[kind], token: "", aes_key: "", secret: "",
  };
}

export function formOf(inbox: InboxRow): InboxForm {
  const kind = kindOf(inbox);
  const { reach, menu, servicers, ...plain } = { ...(inbox.account ?? {}) } as Partial<OfficialAccount & KfAccount>;
  const known = Object.fromEntries(Object.entries(plain).filter(([name]) => name !== "flavour"));
  return {
    ...blank(kind), ...known, name: inbox.name, menu: entriesOf(menu), servicers: entriesOf(servicers), way: reach?.way ?? "phone",
    detail: reach?.detail ?? "",
  };
}

export function newInboxOf(form: InboxForm): NewInbox {
  return { channel: CHANNELS[form.kind], name: form.name.trim(), account: accountOf(form)!, secrets: secretsOf(form) };
}

/** Only what was changed; the account goes whole, an empty secret stays what it is. */
export function changesOf(form: InboxForm, inbox: InboxRow): InboxChange {
  const kept = formOf(inbox);
  const secrets = secretsOf(form);
  const account = accountOf(form);
  return {
    ...(form.name.trim() === kept.name ? {} : { name: form.name.trim() }),
    ...(account && JSON.stringify(account) !== JSON.stringify(accountOf(kept)) ? { account } : {}),
    ...(Object.keys(secrets).length ? { secrets } : {}),
  };
}

/** A new inbox nobody has written into yet is left without a question. */
export function isChanged(form: InboxForm, inbox: InboxRow | null): boolean {
  if (inbox) return Object.keys(changesOf(form, inbox)).length > 0;
  return JSON.stringify(newInboxOf(form)) !== JSON.stringify(newInboxOf(blank(form.kind)));
}

export const needsKey = (form: InboxForm): boolean => form.kind === "kf" || form.mode !== "plain";

/** In the order of the form, so that the first is where the cursor goes. */
export function problemsOf(form: InboxForm, inbox: InboxRow | null): Problems {
  const text = trimmed(form);
  const all: Problems = { ...(text.name ? {} : { name: "请填写渠道名称。" }) };
  if (form.kind === "web") return all;
  if (form.kind === "kf") {
    if (!/^[0-9A-Za-z]{4,64}$/.test(text.corp_id)) all.corp_id = "企业ID由字母和数字组成，请从企业微信管理后台复制。";
    if (!/^wk[0-9A-Za-z_-]{1,62}$/.test(text.open_kfid)) all.open_kfid = "客服账号ID以 wk 开头，请从微信客服管理页面复制。";
  } else if (!/^wx[0-9A-Za-z]{4,30}$/.test(text.app_id)) all.app_id = "AppID 以 wx 开头，请从微信公众平台复制。";
  for (const name of SECRETS) {
    const problem = secretProblem(form, name, text[name], inbox?.secrets[name] ?? false);
    if (problem) all[name] = problem;
  }
  for (const list of ["menu", "servicers"] as const) if (!areWhole(form[list])) all[list] = "每一项均须填写两侧内容，且左侧不重复。";
  if (form.way === "web" && !isAddress(text.detail)) all.detail = "请填写以 https:// 或 http:// 开头的链接。";
  if (form.way === "notice" && !text.detail) all.detail = "请填写订阅通知的名称。";
  if (!isAddress(text.api_base)) all.api_base = "接口地址以 https:// 或 http:// 开头。";
  return all;
}

function secretProblem(form: InboxForm, name: SecretName, given: string, isKept: boolean): string {
  if (!given) return isKept || (name === "aes_key" && !needsKey(form)) ? "" : `请填写${secretName(form.kind, name)}。`;
  if (name === "token" && !/^[0-9A-Za-z]{3,32}$/.test(given)) return "Token 为 3 至 32 位英文字母或数字。";
  if (name === "aes_key" && !/^[0-9A-Za-z]{43}$/.test(given)) return `EncodingAESKey 为 43 位英文字母或数字，目前 ${given.length} 位。`;
  return /^[!-~]{1,128}$/.test(given) ? "" : "由字母、数字和符号组成，不含空格。";
}

function accountOf(form: InboxForm): Partial<Account> | null {
  const text = trimmed(form);
  const both = { api_base: text.api_base.replace(/\/+$/, ""), welcome: text.welcome, reach: { way: form.way, detail: form.way === "phone" ? "" : text.detail } };
  switch (form.kind) {
    case "web":
      return null;
    case "kf":
      return { corp_id: text.corp_id, open_kfid: text.open_kfid, service: form.service, servicers: mapOf(form.servicers), ...both };
    case "mini":
      // A mini-program has neither menu nor passive replies.
      return { app_id: text.app_id, flavour: "mini", mode: form.mode, replies: "api", kf_account: "", menu: {}, ...both };
    case "oa":
      return { app_id: text.app_id, flavour: "oa", mode: form.mode, replies: form.replies, kf_account: text.kf_account, menu: mapOf(form.menu), ...both };
  }
}

function secretsOf(form: InboxForm): Partial<Secrets> {
  return Object.fromEntries(SECRETS.map((name) => [name, form[name].trim()] as const).filter(([, value]) => value));
}

type Texts = { [Name in Field as InboxForm[Name] extends string ? Name : never]: string };
const trimmed = (form: InboxForm): Texts =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => typeof value === "string").map(([name, value]) => [name, (value as string).trim()])) as Texts;

const entriesOf = (map: Record<string, string> | undefined): Entry[] => Object.entries(map ?? {}).map(([key, value]) => ({ key, value }));
/** A line left empty on both sides is none. */
const filled = (entries: Entry[]): Entry[] => entries.map(({ key, value }) => ({ key: key.trim(), value: value.trim() })).filter(({ key, value }) => key || value);
const mapOf = (entries: Entry[]): Record<string, string> => Object.fromEntries(filled(entries).map(({ key, value }) => [key, value]));

function areWhole(entries: Entry[]): boolean {
  const all = filled(entries);
  return all.every(({ key, value }) => key && value) && new Set(all.map(({ key }) => key)).size === all.length;
}

function isAddress(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}

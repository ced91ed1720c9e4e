/** What the service says of an inbox, and takes for one; secrets only go in. */
export type Channel = "web" | "wechat_oa" | "wechat_kf";
export type Way = "phone" | "web" | "notice";
export type SecretName = "token" | "aes_key" | "secret";

export interface Reach {
  way: Way;
  detail: string;
}

interface AnyAccount {
  api_base: string;
  welcome: string;
  reach: Reach;
}

export interface OfficialAccount extends AnyAccount {
  app_id: string;
  flavour: "oa" | "mini";
  mode: "plain" | "compat" | "safe";
  replies: "api" | "passive";
  kf_account: string;
  menu: Record<string, string>;
}

export interface KfAccount extends AnyAccount {
  corp_id: string;
  open_kfid: string;
  service: "relay" | "native";
  servicers: Record<string, string>;
}

export type Account = OfficialAccount | KfAccount;
export type Secrets = Record<SecretName, string>;

export interface Trouble {
  code: string;
  text: string;
  at: string;
}

export interface InboxRow {
  id: string;
  channel: Channel;
  name: string;
  enabled: boolean;
  account: Account | null;
  secrets: Record<SecretName, boolean>;
  trouble: Trouble | null;
  callback_url: string | null;
  /** How much came in and could not be worked in any try. */
  failed: number;
  created_at: string | null;
  version: number;
}

export interface CheckedPoint {
  name: string;
  passed: boolean;
  text: string;
}

export interface NewInbox {
  channel: Channel;
  name: string;
  account: Partial<Account>;
  secrets: Partial<Secrets>;
}

export type InboxChange = Partial<Omit<NewInbox, "channel">> & { enabled?: boolean };

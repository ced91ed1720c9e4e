/** The desk's words for codes the service uses. */
import type { Availability, ComplaintStep, EmotionLabel, EpisodeStatus, Sender, Summary } from "../../shared/types";

export const AVAILABILITY: Record<Availability, string> = { online: "在线", busy: "忙碌", offline: "离线" };
export const STATUS: Record<EpisodeStatus, string> = {
  bot: "机器人接待", queued: "排队中", assigned: "人工接待", resolved: "已解决",
};
export const EMOTION: Record<EmotionLabel, string> = { calm: "平静", anxious: "焦急", angry: "愤怒" };
export const SENDER: Record<Sender, string> = { contact: "客户", bot: "机器人", agent: "客服", system: "系统" };
export const STEPS: { step: ComplaintStep; name: string; lacks: string }[] = [
  { step: "soothe", name: "安抚", lacks: "先致歉，并说出客户此刻的感受。" },
  { step: "understand", name: "了解", lacks: "复述核心问题，请客户确认。" },
  { step: "solve", name: "解决", lacks: "给出规定之内的具体方案，每项写明时间；有两项时请客户选择。" },
  { step: "follow_up", name: "跟进", lacks: "询问客户对处理结果是否满意。" },
];

const CHANNEL: Record<string, string> = { web: "网页", wechat_oa: "公众号", wechat_kf: "微信客服" };
const REASON: Record<string, string> = {
  asked: "客户要求人工", complaint: "投诉", emotion: "情绪激动", threat: "提及监管或曝光", abuse: "言语过激", churn: "有离开意向",
  repeat_unresolved: "同一问题两次未解决", not_understood: "两次未能理解", special_needs: "需要特别照顾",
  out_of_authority: "超出机器人权限", fault: "系统故障", owner: "专属客服",
};
const TICKET_STATUS: Record<string, string> = { open: "待处理", pending: "处理中", solved: "已解决", closed: "已关闭" };
export const PRIORITIES: Record<string, string> = { low: "低", normal: "普通", high: "高", urgent: "紧急" };
/** NORMS T. */
export const CATEGORIES = ["咨询", "查询", "售后", "投诉", "建议", "其他"];
const GRADE = ["非常不满意", "不满意", "一般", "满意", "非常满意"];
const PROMISE: Record<string, string> = {
  open: "待兑现", made: "待兑现", kept: "已兑现", renewed: "已续期", broken: "未兑现",
};

const named = (names: Record<string, string>) => (code: string | null | undefined) => (code ? (names[code] ?? code) : "");

const channelName = named(CHANNEL);
export const reasonName = named(REASON);
export const ticketStatusName = named(TICKET_STATUS);
export const priorityName = named(PRIORITIES);
export const promiseName = named(PROMISE);
export const gradeName = (grade: number): string => GRADE[grade - 1] ?? "";

type Placed = Pick<Summary, "channel" | "inbox">;

/** An Official Account and a mini-program share a channel; which it is, the inbox's name tells. */
export const channelOf = ({ channel, inbox }: Placed): string =>
  channel === "wechat_oa" && inbox.name.includes("小程序") ? "小程序" : channelName(channel);

/** The channel and the inbox, once where the one says the other. */
export function inboxOf(placed: Placed): string {
  const { inbox } = placed;
  const channel = channelOf(placed);
  return inbox.name.includes(channel) ? inbox.name : `${channel} · ${inbox.name}`;
}

/** What an unknown customer calls themselves; empty where a name is known. */
export const nicknameOf = ({ name, nickname }: Summary["contact"]): string => (name.startsWith("访客") ? (nickname?.trim() ?? "") : "");

/** A strength between 0 and 1. */
export const percent = (strength: number): number => Math.round(strength * 100);

/** 2026 1108 4471 reads better than one run of twelve digits. */
export function orderInGroups(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** The studio's words for codes the service uses. */
import type { EmotionLabel } from "../../shared/types";
import type { AnnotationStatus, Mark, Outcome } from "./types";

export const EMOTIONS: { name: EmotionLabel; title: string }[] = [
  { name: "calm", title: "平静" }, { name: "anxious", title: "焦急" }, { name: "angry", title: "愤怒" },
];
export const MARKS: Record<Mark, string> = {
  not_understood: "未听懂", low_confidence: "把握不足", corrected: "坐席纠正",
  escalated: "已升级", rated_low: "低评分", false_alarm: "规范误报",
};
export const OUTCOMES: Record<Outcome, string> = { answer: "已标注", skip: "已跳过", discard: "已弃用" };
export const STATUSES: Record<AnnotationStatus, string> = { draft: "草稿", submitted: "已提交", approved: "已通过", rejected: "已驳回" };
const CHANNELS: Record<string, string> = { web: "网页", wechat_oa: "公众号", wechat_kf: "微信客服", import: "导入" };
const SENDERS: Record<string, string> = { bot: "机器人", agent: "客服" };

export const channelName = (code: string): string => CHANNELS[code] ?? code;
export const senderName = (code: string | null): string => SENDERS[code ?? ""] ?? "前文";

/** .87 → 87%. */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** What stands where a queue's next line would: when there will be one, and why. */
const EMPTY: Record<string, string> = {
  useful: "客户发来新的消息、且与已标注的语料不重复时，会按模型把握从低到高显示在这里。",
  not_understood: "机器人未能理解客户的话时，该条会显示在这里。",
  low_confidence: "模型把握低于 65% 的语料会显示在这里。",
  corrected: "坐席在会话中标记“机器人答错”后，该条会显示在这里。",
  escalated: "会话升级为人工后，触发升级的语料会显示在这里。",
  rated_low: "客户给出低评分后，该次服务中的语料会显示在这里。",
  false_alarm: "坐席标记规范检查误报后，该条会显示在这里。",
  random: "有待标注的语料时，会以随机顺序显示在这里。",
  all: "客户发来新的消息后，会按时间先后显示在这里。",
  returned: "审核人驳回您的标注后，该条会连同意见显示在这里。",
  to_review: "训练师提交标注后，会按提交先后显示在这里。",
  disagreed: "多人对同一条语料的标注不一致时，该条会显示在这里。",
};

export const emptyWords = (queue: string): string => EMPTY[queue] ?? "目前没有需要处理的语料。";

/** Reviewers read these page by page; nobody is handed a line from them. */
const REVIEWING = new Set(["to_review", "disagreed"]);
export const isReviewing = (queue: string): boolean => REVIEWING.has(queue);

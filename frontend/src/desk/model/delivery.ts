/** What became of a line of ours on its way to the customer, in words, and when it may be said again. */
import type { Delivery, DeskMessage } from "../../shared/types";
import type { Outgoing } from "./outbox";

export type Trouble = Exclude<Delivery, "pending" | "sending" | "sent">;

const TROUBLE: Record<Trouble, { state: string; reason: string }> = {
  parked: { state: "待客户来信后送达", reason: "" },
  unknown: { state: "送达结果未知", reason: "平台未予确认，请勿视为已送达。" },
  failed: { state: "未送达", reason: "" },
  withdrawn: { state: "已撤回未发", reason: "客户已再次来信，此条未发出。" },
};

export const isOnItsWay = ({ sender, delivery }: DeskMessage): boolean =>
  sender !== "contact" && (delivery === "pending" || delivery === "sending");

export interface Mark {
  trouble: Trouble;
  state: string;
  /** Empty where the state says it all. */
  reason: string;
}

/** Null for what has arrived, or is on its way. */
export function markOf({ sender, delivery, delivery_reason }: DeskMessage): Mark | null {
  if (sender === "contact" || !delivery || !(delivery in TROUBLE)) return null;
  const trouble = delivery as Trouble;
  const { state, reason } = TROUBLE[trouble];
  return { trouble, state, reason: delivery_reason || reason };
}

/** A person's words that did not arrive for certain, unless they have said them again. */
export function mayResend(message: DeskMessage, lines: DeskMessage[], outgoing: Pick<Outgoing, "text">[]): boolean {
  const { delivery, sender, seq, text } = message;
  if (sender !== "agent" || !text.trim() || (delivery !== "unknown" && delivery !== "failed")) return false;
  const isSame = (other: { text: string }) => other.text === text;
  return !outgoing.some(isSame) && !lines.some((line) => line.sender === "agent" && line.seq > seq && isSame(line));
}

/** What a person has to know before they send it again; nothing to know, nothing to ask. */
export function warningsBefore({ delivery, attachments }: DeskMessage): string[] {
  return [
    delivery === "unknown" ? "此条的送达结果未知。如已送达，再次发送后客户将收到两次。" : "",
    attachments?.length ? "仅再次发送文字，图片请另行添加。" : "",
  ].filter(Boolean);
}

/** What to say aloud of lines that went wrong between two looks; empty for none. */
export function troubleNews(before: DeskMessage[], now: DeskMessage[]): string {
  const known = new Map(before.map((message) => [message.id, message.delivery]));
  const news = now.flatMap((message) => {
    const mark = known.has(message.id) && known.get(message.id) !== message.delivery ? markOf(message) : null;
    return mark ? [[`消息${mark.state}`, mark.reason].filter(Boolean).join("：")] : [];
  });
  return news.join(" ");
}

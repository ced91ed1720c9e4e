/** The thread as it is drawn: day separators, who speaks, where a group of lines begins and ends, what may be tapped. */
import { clock, dayName } from "../shared/time";
import type { Message, QuickReply, Signature, WidgetState } from "../shared/types";
import type { ChatState, Unsent } from "./model";

/** What a contact says to leave the queue. */
export const GO_BACK = "返回机器人";
const GROUP_GAP = 5 * 60 * 1000;

export type Row =
  | { row: "day"; key: string; text: string }
  | { row: "notice"; key: string; message: Message }
  | { row: "line"; key: string; message: Message; mine: boolean; label: string | null; foot: string | null };

export function rows(messages: Message[], unsent: Unsent[], now: number): Row[] {
  const drawn: Row[] = [];
  const lastMine = messages.findLast((message) => message.sender === "contact");
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    if (!before || !sameDay(before, message, now)) {
      drawn.push({ row: "day", key: `day-${message.id}`, text: dayName(message.created_at, now) });
    }
    if (isNotice(message)) {
      drawn.push({ row: "notice", key: message.id, message });
      return;
    }
    const mine = message.sender === "contact";
    const first = !before || !sameGroup(before, message, now);
    const last = !after || !sameGroup(message, after, now);
    const latest = message === lastMine && unsent.length === 0;
    drawn.push({
      row: "line",
      key: message.id,
      message,
      mine,
      label: !mine && first ? `${speaker(message)} ${clock(message.created_at)}` : null,
      foot: mine && (last || latest) ? `${clock(message.created_at)}${latest ? " 已送达" : ""}` : null,
    });
  });
  return drawn;
}

/** Queue places and notices stand in the middle, as nobody's words; every other line is spoken by someone. */
export function isNotice(message: Message): boolean {
  return message.sender === "system" && ["notice", "idle", "queue", "text"].includes(message.kind);
}

export function speaker(message: Message): string {
  if (message.sender === "contact") return "您";
  if (message.sender === "agent") return message.agent ? agentName(message.agent) : "人工客服";
  return message.sender === "bot" ? "智能客服" : "在线客服";
}

export function agentName(agent: Signature): string {
  return agent.number ? `${agent.name}（工号${agent.number}）` : agent.name;
}

/** Only the newest line may be answered by a tap, and only until the contact has written again. */
export function quickReplies(state: ChatState): QuickReply[] {
  if (state.unsent.length > 0) return [];
  const last = state.messages.findLast((message) => !isNotice(message) || message.buttons.length > 0);
  if (!last || last.sender === "contact") return [];
  // The bar above the thread offers the way back for as long as there is one.
  return last.buttons.filter((button) => !(state.service.can_go_back && button.text === GO_BACK));
}

/** What the bar under the header says, or null when there is nothing to wait for. */
export function serviceLine(service: WidgetState): { text: string; reason: string | null } | null {
  switch (service.status) {
    case "queued":
      return { text: queueLine(service), reason: reasonLine(service.reason_text) };
    case "assigned":
      return { text: service.agent ? `${agentName(service.agent)}为您服务` : "人工客服为您服务", reason: null };
    case "resolved":
      return { text: "本次服务已结束，再次发送消息即可继续咨询", reason: null };
    default:
      return null;
  }
}

function queueLine(service: WidgetState): string {
  const wait = service.expected_wait_minutes;
  const until = wait === null ? "" : `，预计 ${Math.max(1, wait)} 分钟内接入`;
  const place = service.place === null ? "正在为您转接人工客服" : `正在为您转接人工客服：您排在第 ${service.place} 位`;
  return place + until;
}

function reasonLine(reason: string | null): string | null {
  const kept = reason?.trim().replace(/[。；;.]+$/, "");
  return kept ? `转接原因：${kept}` : null;
}

function sameGroup(one: Message, other: Message, now: number): boolean {
  return (
    one.sender === other.sender &&
    !isNotice(one) &&
    !isNotice(other) &&
    one.agent?.number === other.agent?.number &&
    sameDay(one, other, now) &&
    Date.parse(other.created_at) - Date.parse(one.created_at) < GROUP_GAP
  );
}

function sameDay(one: Message, other: Message, now: number): boolean {
  return dayName(one.created_at, now) === dayName(other.created_at, now);
}

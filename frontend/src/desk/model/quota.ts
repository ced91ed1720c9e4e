/** What a platform still takes from us, in words that are read before anything is written. */
import { countdownSaid, dayAndClock } from "../../shared/time";
import type { Quota } from "../../shared/types";

/** A platform takes a text of at most so many bytes in one send. */
const MOST_BYTES = 2048;
/** Closer than this a time of day says too little. */
const SOON = 600_000;
const encoder = new TextEncoder();

const left = (quota: Quota, now: number): number => (quota.until === null ? Infinity : Date.parse(quota.until) - now);

/** Nothing we write now reaches the customer before they write again. Nobody types within a passive answer's seconds. */
export const isClosed = (quota: Quota, now: number): boolean => quota.passive || quota.left <= 0 || left(quota, now) <= 0;

export const isShort = (quota: Quota, now: number): boolean => quota.left <= 1 || left(quota, now) < SOON;

/** 还可发送 3 条，至 11月24日 14:05. */
export function quotaText(quota: Quota, now: number): string {
  if (quota.passive) return "此接入渠道仅在客户来信时答复：您的消息将暂存，待客户再次来信时送达。";
  if (isClosed(quota, now)) return "客户再次来信前，消息将暂存，待其来信后送达。";
  return [`还可发送 ${quota.left} 条`, untilText(quota, now)].filter(Boolean).join("，");
}

function untilText(quota: Quota, now: number): string {
  if (quota.until === null) return "";
  if (left(quota, now) < SOON) return countdownSaid(left(quota, now));
  const day = dayAndClock(quota.until, now);
  return `至${/^\d/.test(day) ? " " : ""}${day}`;
}

/** How else to reach the customer; `link` is what to send them. */
export function reachText({ way, detail }: Quota["reach"]): { text: string; link: string } {
  switch (way) {
    case "phone":
      return { text: "如需尽快联系，请致电客户。", link: "" };
    case "notice":
      return { text: `如需尽快联系，请发送订阅通知${detail ? `“${detail}”` : ""}。`, link: "" };
    case "web":
      return { text: detail ? "如需尽快联系，请发送网页链接：" : "如需尽快联系，请发送网页链接。", link: detail };
  }
}

/** How many sends a text takes: cut between characters, never within one. */
export function partsOf(text: string): number {
  let parts = text ? 1 : 0;
  let room = MOST_BYTES;
  for (const point of text) {
    const size = encoder.encode(point).length;
    if (size > room) {
      parts += 1;
      room = MOST_BYTES;
    }
    room -= size;
  }
  return parts;
}

/** What a line of `sends` sends means for the limit; empty for one. */
export function sendsText(quota: Quota, sends: number, now: number): string {
  if (sends < 2) return "";
  const several = `本条将分 ${sends} 条发送`;
  if (isClosed(quota, now) || sends <= quota.left) return several;
  return `${several}，目前仅可发送 ${quota.left} 条，其余待客户再次来信后送达。`;
}

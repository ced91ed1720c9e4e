/** Which clock of an episode runs out first, and how urgent it is. */
import type { Summary } from "../../shared/types";

export type Tone = "neutral" | "warn" | "late";

export interface Due {
  /** 应答: any line satisfies it; 答复: only a line with substance; 承诺: a time the contact was told. */
  name: "应答" | "答复" | "承诺";
  at: number;
}

const WARN_BEFORE = 150_000;
const LATE_BEFORE = 60_000;

export function nextDue(summary: Summary): Due | null {
  if (summary.status === "resolved") return null;
  const dues: Due[] = [];
  // Of clocks that fall due together the answer is named: it asks for more than a line.
  if (summary.answer_due) dues.push({ name: "答复", at: Date.parse(summary.answer_due) });
  if (summary.line_due) dues.push({ name: "应答", at: Date.parse(summary.line_due) });
  if (summary.promise_due) dues.push({ name: "承诺", at: Date.parse(summary.promise_due) });
  return dues.reduce<Due | null>((first, due) => (first && first.at <= due.at ? first : due), null);
}

export function toneAt(due: number, now: number): Tone {
  const left = due - now;
  if (left <= LATE_BEFORE) return "late";
  return left <= WARN_BEFORE ? "warn" : "neutral";
}

/** To whom a conversation may be given, and what R10 asks for first. */
import type { AgentRow, Summary } from "../../shared/types";

/** The stated reason counts as consent here (R10); everybody else is asked. */
const CONSENT_IMPLIED = new Set(["complaint", "threat", "abuse"]);

export const needsConsent = (summary: Summary): boolean => !summary.complaint_step && !CONSENT_IMPLIED.has(summary.reason ?? "");

/** Those who can take it now, the freest first. */
export function receivers(agents: AgentRow[], summary: Summary): AgentRow[] {
  return agents
    .filter(({ id, availability, open_slots }) => availability === "online" && open_slots > 0 && id !== summary.assignee?.id)
    .sort((a, b) => b.open_slots - a.open_slots || a.number.localeCompare(b.number));
}

/** What the form lacks, in the order it is filled in; empty when it may go. */
export function missingForTransfer(form: { userId: string; reason: string; consented: boolean }, summary: Summary): string {
  if (!form.userId) return "请选择接手的客服。";
  if (!form.reason.trim()) return "请填写转接原因。";
  return needsConsent(summary) && !form.consented ? "请先征得客户同意，再勾选确认。" : "";
}

/** The question to put to the customer first. */
export const askConsent = (to: Pick<AgentRow, "display_name" | "number">): string =>
  `您反映的问题需要由${to.display_name}（工号${to.number}）继续为您处理，请问您是否同意转接？`;

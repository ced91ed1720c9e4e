/** When what was fetched of an episode is no longer all there is. */
import type { Summary } from "../../shared/types";

/** Packet, ticket and promises have no event of their own: these fields of the summary tell that they changed. */
const TELLING = ["version", "promise_due", "complaint_step", "lead_called", "reason_text"] as const satisfies (keyof Summary)[];

export function isDetailStale(known: Summary | undefined, told: Summary): boolean {
  return !known || TELLING.some((field) => known[field] !== told[field]);
}

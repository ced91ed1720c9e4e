/** Which moves of an episode are offered to whom; the service decides again. */
import type { Summary, User } from "../../shared/types";
import { isLead, isMine } from "./lists";

export type OfferedMove = "accept" | "transfer" | "release" | "hand-back" | "resolve" | "take-over";

export interface Offer {
  move: OfferedMove;
  name: string;
  isMain: boolean;
  /** Asks once before it is done. */
  asks: boolean;
}

const ACCEPT: Offer = { move: "accept", name: "接入", isMain: true, asks: false };
const TAKE_OVER: Offer = { move: "take-over", name: "接管", isMain: true, asks: true };
const TRANSFER: Offer = { move: "transfer", name: "转接", isMain: false, asks: true };
const OWN: Offer[] = [
  TRANSFER,
  { move: "release", name: "退回排队", isMain: false, asks: true },
  { move: "hand-back", name: "转回机器人", isMain: false, asks: true },
  { move: "resolve", name: "解决", isMain: true, asks: true },
];

export function movesFor(summary: Summary, me: User): Offer[] {
  if (summary.status === "queued") return [ACCEPT];
  if (isMine(summary, me)) return OWN;
  if (summary.status === "resolved" || !isLead(me)) return [];
  return summary.status === "assigned" ? [TRANSFER, TAKE_OVER] : [TAKE_OVER];
}

/** Lines of one's own on their way out: pure moves of a list that keeps its order per episode. */
import type { Attachment } from "../../shared/types";

export type OutgoingStatus = "waiting" | "sending" | "failed";

export interface Outgoing {
  clientId: string;
  episodeId: string;
  text: string;
  overrideReason: string | null;
  attachments: Attachment[];
  /** The contact's last line its writer had seen; lines after it are not answered by this one. */
  answersSeq: number | null;
  status: OutgoingStatus;
  /** What the service said when it refused. */
  error: string;
  at: string;
}

/** The next line to send: the first waiting one whose episode has nothing in flight; a refused line holds nobody up. */
export function nextToSend(lines: Outgoing[]): Outgoing | undefined {
  const busy = new Set(lines.filter((line) => line.status === "sending").map((line) => line.episodeId));
  return lines.find((line) => line.status === "waiting" && !busy.has(line.episodeId));
}

export function mark(lines: Outgoing[], clientId: string, status: OutgoingStatus, error = ""): Outgoing[] {
  return lines.map((line) => (line.clientId === clientId ? { ...line, status, error } : line));
}

export function without(lines: Outgoing[], clientId: string): Outgoing[] {
  return lines.filter((line) => line.clientId !== clientId);
}

/** After a reload nothing is in flight: what was, is tried again under the same id, so it is never doubled. */
export function revived(lines: Outgoing[]): Outgoing[] {
  return lines.map((line) => ({ ...line, attachments: line.attachments ?? [], status: line.status === "sending" ? "waiting" : line.status }));
}

export const unsentCount = (lines: Outgoing[]): number => lines.filter((line) => line.status !== "failed").length;

/** The evidence by the line of the customer that carries it. */
import type { Evidence } from "../../shared/types";

export interface Saying {
  seq: number;
  at: string | null;
  callsLead: boolean;
  all: Evidence[];
}

/** In the order said; of one line the strongest first. */
export function bySaying(evidence: Evidence[]): Saying[] {
  const seqs = [...new Set(evidence.map(({ seq }) => seq))].sort((a, b) => a - b);
  return seqs.map((seq) => {
    const all = evidence.filter((one) => one.seq === seq).sort((a, b) => b.strength - a.strength);
    return { seq, at: all[0]?.at ?? null, callsLead: all.some((one) => one.calls_lead), all };
  });
}

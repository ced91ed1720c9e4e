/** Rules whose breach only a lead may let pass: taboo phrases, promises beyond the policy, privacy. */
import type { Finding } from "../../shared/types";

const RESERVED = new Set(["R04", "R13", "R15"]);

export function needsLead(findings: Finding[]): string[] {
  return [...new Set(findings.map(({ rule }) => rule).filter((rule) => RESERVED.has(rule)))];
}

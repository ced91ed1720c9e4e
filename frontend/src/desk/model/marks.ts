/** Findings laid over the text: the service counts code points, a browser counts UTF-16 units. */
import type { Finding } from "../../shared/types";

export interface Piece {
  text: string;
  /** Findings under this piece; none for plain text. */
  rules: string[];
}

/** Findings whose words are still where they were when the text was checked. */
export function stillThere(findings: Finding[], text: string): Finding[] {
  const points = Array.from(text);
  return findings.filter((finding) => points.slice(finding.start, finding.end).join("") === finding.span);
}

/** The text cut at every border of a finding; overlapping findings share a piece. */
export function pieces(text: string, findings: Finding[]): Piece[] {
  const points = Array.from(text);
  const within = findings.filter((finding) => finding.start < finding.end && finding.end <= points.length);
  const borders = new Set([0, points.length, ...within.flatMap((finding) => [finding.start, finding.end])]);
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1]!;
    const rules = within.filter((finding) => finding.start <= start && end <= finding.end).map((finding) => finding.rule);
    return { text: points.slice(start, end).join(""), rules: [...new Set(rules)] };
  });
}

/** The entities of a sentence: they keep its order and never overlap. */
import type { Range } from "./pick";
import { pointsOf } from "./points";
import type { Span } from "./types";

export const overlapping = (spans: readonly Span[], { start, end }: Range): Span | undefined =>
  spans.find((span) => span.start < end && start < span.end);

export const spanAt = (spans: readonly Span[], { start, end }: Range): Span | undefined =>
  spans.find((span) => span.start === start && span.end === end);

/** Null where it would overlap another, or is none. */
export function withSpan(spans: readonly Span[], added: Span): Span[] | null {
  if (added.start >= added.end || overlapping(spans, added)) return null;
  return [...spans, added].sort((one, other) => one.start - other.start);
}

export const withoutSpan = (spans: readonly Span[], start: number): Span[] => spans.filter((span) => span.start !== start);

export const changedSpan = (spans: readonly Span[], start: number, change: Partial<Pick<Span, "entity" | "value">>): Span[] =>
  spans.map((span) => (span.start === start ? { ...span, ...change } : span));

/** A stretch of the sentence that looks the same throughout. */
export interface Segment extends Range {
  text: string;
  span: Span | null;
  isPicked: boolean;
  /** The span's kind is written after its last stretch. */
  isLast: boolean;
}

export function segmentsOf(text: string, spans: readonly Span[], picked: Range | null): Segment[] {
  const points = pointsOf(text);
  const cuts = [0, points.length, ...spans.flatMap(({ start, end }) => [start, end]), ...(picked ? [picked.start, picked.end] : [])];
  const stops = [...new Set(cuts)].filter((cut) => cut >= 0 && cut <= points.length).sort((one, other) => one - other);
  return stops.slice(1).map((end, index) => {
    const start = stops[index]!;
    const span = overlapping(spans, { start, end }) ?? null;
    return {
      start, end, span, text: points.slice(start, end).join(""), isLast: span?.end === end,
      isPicked: !!picked && picked.start <= start && end <= picked.end,
    };
  });
}

/** Where the pick moves onto an entity it takes the whole of it, so that it can be changed or removed. */
export function snapped(spans: readonly Span[], range: Range): Range {
  const touched = spans.filter((span) => span.start < range.end && range.start < span.end);
  return touched.length === 1 ? { start: touched[0]!.start, end: touched[0]!.end } : range;
}

/** A day and an hour as a form's field holds them, in the service's zone whatever the browser's is. */

// Shanghai keeps one offset all the year.
const OFFSET = 8 * 3_600_000;

/** 2026-11-22T18:00 for the field; empty when there is no time. */
export function fieldOf(iso: string | null): string {
  const at = iso ? Date.parse(iso) : NaN;
  return Number.isNaN(at) ? "" : new Date(at + OFFSET).toISOString().slice(0, 16);
}

/** The moment a field names, as the service is told it; null for an empty or unfinished one. */
export function isoOf(field: string): string | null {
  // A browser's parser makes some year of almost anything.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(field)) return null;
  const at = Date.parse(`${field}:00Z`);
  return Number.isNaN(at) ? null : new Date(at - OFFSET).toISOString();
}

/** The next full hour `hours` from now: what a new ticket's time begins with. */
export function hoursFrom(now: number, hours: number): string {
  return fieldOf(new Date(Math.ceil(now / 3_600_000) * 3_600_000 + hours * 3_600_000).toISOString());
}

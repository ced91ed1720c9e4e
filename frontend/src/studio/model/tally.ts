/** How many presses a line takes today: keys and clicks, counted here alone. */

export interface Tally {
  day: string;
  presses: number;
  items: number;
}

export const tallyOf = (stored: string | null, day: string): Tally => {
  try {
    const read = JSON.parse(stored ?? "null") as Partial<Tally> | null;
    if (read?.day === day && Number.isFinite(read.presses) && Number.isFinite(read.items)) return read as Tally;
  } catch {
    // Written by something else: today begins anew.
  }
  return { day, presses: 0, items: 0 };
};

export const withItem = (tally: Tally, presses: number): Tally => ({ ...tally, presses: tally.presses + presses, items: tally.items + 1 });

/** 2.6; null before the first line. */
export const pressesPerItem = ({ presses, items }: Tally): number | null => (items ? Math.round((presses / items) * 10) / 10 : null);

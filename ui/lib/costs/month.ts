/** Months of bills, which are those of UTC: named YYYY-MM, their days YYYY-MM-DD. */

import type { Day, Month } from "@/lib/api/costs";

const DAY_MS = 86_400_000;

/** The month of a moment, milliseconds since 1970. */
export function monthAt(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/** So many months later; earlier where `by` is negative. */
export function shifted(month: string, by: number): string {
  const [year, number] = parts(month);
  return monthAt(Date.UTC(year, number - 1 + by));
}

/** Every day of the month, also those on which nothing ended. */
export function everyDay({ month, days }: Pick<Month, "month" | "days">): readonly Day[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const [year, number] = parts(month);
  const [first, next] = [Date.UTC(year, number - 1), Date.UTC(year, number)];
  return Array.from({ length: (next - first) / DAY_MS }, (_, at) => {
    const day = new Date(first + at * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, tries: 0, amount: 0, cpu_seconds: 0, gb_seconds: 0 };
  });
}

/** The day that cost most; undefined where nothing did. */
export function dearest(days: readonly Day[]): Day | undefined {
  return days.reduce<Day | undefined>((most, day) => (day.amount > (most?.amount ?? 0) ? day : most), undefined);
}

function parts(month: string): [number, number] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return [year, number];
}

/** Bytes, rates, times, durations, money and CPU time as the reader reads them: the one place. Pure; `useFormat` gives the reader's. */

import type { Language } from "@/lib/strings/language";

/** What the API counts in where no prices are given. */
const CPU_SECONDS = "CPU-s";
/** ISO 4217. */
const CURRENCY = /^[A-Z]{3}$/;

/** The reader's language, with the region that the browser has for it: en-GB writes dates as Britons do. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  return preferred.find((each) => each.toLowerCase().split("-")[0] === language) ?? language;
}

export type Format = ReturnType<typeof formatFor>;

/** All formats of one locale. `zone` is an IANA time zone; the reader's own where it is left out. */
export function formatFor(locale: string, zone?: string) {
  const inZone = zone === undefined ? {} : { timeZone: zone };
  const plain = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const number = (value: number, digits = 0): string => (plain[digits] ?? plain[3])?.format(value) ?? String(value);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium", ...inZone });
  const clocks = new Intl.DateTimeFormat(locale, { timeStyle: "medium", ...inZone });
  const minutes = new Intl.DateTimeFormat(locale, { timeStyle: "short", ...inZone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const months = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  const precise = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long", ...inZone });

  return {
    locale,
    /** 1234.5 → "1,234.5". */
    number,
    /** 1610612736 → "1.5 GiB". Units of 1024, as disks and settings are measured. */
    bytes: (value: number): string => scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"], number),
    /** A count of one of Intl's units in full: 7, "day" → "7 days". */
    counted: (value: number, unit: string): string =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 3 }).format(
        value,
      ),
    /** Bytes a second → "12.5 MiB/s", in the units of what is sent. */
    rate: (value: number): string => scaled(value, 1024, ["B/s", "KiB/s", "MiB/s", "GiB/s"], number),
    /** Bits a second → "5.2 Mbit/s". */
    bitrate: (value: number): string => scaled(value, 1000, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"], number),
    /** 0.256 → "26 %". */
    percent: (part: number, digits = 0): string => `${number(part * 100, digits)} %`,
    /** Frames a second; 23.976 keeps its three digits. */
    fps: (value: number): string => `${number(value, 3)} fps`,
    /** Seconds as a clock: 3725 → "1:02:05". */
    clock,
    /** Seconds in words of two units: 3725 → "1 h 2 min", 4.2 → "4.2 s". */
    duration: (seconds: number): string => inWords(seconds, number),
    /** RFC 3339 → date in the reader's zone. */
    date: (time: string): string => dates.format(new Date(time)),
    /** RFC 3339 → time of day, with seconds. */
    time: (time: string): string => clocks.format(new Date(time)),
    /** RFC 3339 → the shortest that is clear: the time of day today, else the day with it. */
    moment: (time: string, now: number = Date.now()): string => {
      const then = new Date(time);
      const today = dates.format(then) === dates.format(now);
      return today ? minutes.format(then) : `${dates.format(then)}, ${minutes.format(then)}`;
    },
    /** RFC 3339 → all of it, with the zone: for titles. */
    exact: (time: string): string => precise.format(new Date(time)),
    /** RFC 3339 → "5 min. ago", "in 2 hr.". */
    ago: (time: string, now: number = Date.now()): string => awayFrom(now, Date.parse(time), relative),
    /** "2026-11" → "November 2026". Months and days of bills are those of UTC, wherever the reader is. */
    month: (month: string): string => months.format(new Date(`${month}-01T00:00:00Z`)),
    /** "2026-11-23" → "23 Nov". */
    day: (day: string): string => days.format(new Date(`${day}T00:00:00Z`)),
    /** An amount in the unit that the API counts by: 12.5, "USD" → "$12.50"; 71.2, "CPU-s" → "1 min 11 s CPU". */
    cost: (amount: number, unit: string): string => {
      if (unit === CPU_SECONDS) return `${inWords(amount, number)} CPU`;
      return CURRENCY.test(unit) ? inMoney(amount, unit, locale) : `${number(amount, 2)} ${unit}`;
    },
  };
}

/** Amounts below a cent keep the two digits that count; those below a unit, four decimals. */
function inMoney(amount: number, currency: string, locale: string): string {
  const size = Math.abs(amount);
  const digits =
    size > 0 && size < 0.01 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: size > 0 && size < 1 ? 4 : 2 };
  return new Intl.NumberFormat(locale, { style: "currency", currency, ...digits }).format(amount);
}

type Write = (value: number, digits?: number) => string;

/** Three digits that count: 1.25, 12.5, 125. */
function scaled(value: number, step: number, units: readonly string[], number: Write): string {
  let left = value;
  let at = 0;
  // What would be rounded to a whole next unit is written in that one.
  while (Math.round(Math.abs(left)) >= step && at < units.length - 1) {
    left /= step;
    at += 1;
  }
  const size = Math.abs(left);
  const digits = at === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${number(left, digits)} ${units[at] ?? ""}`;
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function inWords(seconds: number, number: Write): string {
  if (seconds < 10) return `${number(Math.max(0, seconds), 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const units: readonly [string, number][] = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]]; // prettier-ignore
  const at = units.findIndex(([, size]) => whole >= size);
  const two = units.slice(at, at + 2);
  let left = whole;
  const words = two.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? `${number(count)} ${unit}` : "";
  });
  return words.filter((word) => word !== "").join(" ");
}

function awayFrom(now: number, then: number, relative: Intl.RelativeTimeFormat): string {
  const seconds = Math.round((then - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3_600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3_600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

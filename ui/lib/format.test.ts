import { describe, expect, it } from "vitest";
import { formatFor, localeOf } from "./format";

const en = formatFor("en-GB", "Europe/Berlin");
const de = formatFor("de-DE", "Europe/Berlin");

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1024, "1 KiB"],
    [1_610_612_736, "1.5 GiB"],
    [1024 ** 2 - 1, "1 MiB"],
    [107_374_182_400, "100 GiB"],
  ])("%d bytes are %s", (bytes, shown) => {
    expect(en.bytes(bytes)).toBe(shown);
  });

  it("rates are in units of 1000, as lines are measured", () => {
    expect(en.rate(13_107_200)).toBe("12.5 MiB/s");
    expect(de.bitrate(5_230_000)).toBe("5,23 Mbit/s");
  });
});

describe("durations", () => {
  it.each([
    [0, "0 s"],
    [4.24, "4.2 s"],
    [59.4, "59 s"],
    [60, "1 min"],
    [3_725, "1 h 2 min"],
    [90_000, "1 d 1 h"],
  ])("%d seconds are %s", (seconds, shown) => {
    expect(en.duration(seconds)).toBe(shown);
  });

  it("are read from a clock, too", () => {
    expect(en.clock(3_725)).toBe("1:02:05");
    expect(en.clock(65)).toBe("1:05");
  });
});

describe("times", () => {
  const noon = Date.parse("2026-11-23T11:00:00Z");

  it("are in the reader's zone", () => {
    expect(en.time("2026-11-23T09:30:41Z")).toBe("10:30:41");
    expect(de.date("2026-11-22T23:30:00Z")).toBe("23.11.2026");
  });

  it("have their day only when it is another one", () => {
    expect(en.moment("2026-11-23T09:30:41Z", noon)).toBe("10:30");
    expect(en.moment("2026-11-20T09:30:41Z", noon)).toBe("20 Nov 2026, 10:30");
  });

  it("are told from now", () => {
    expect(de.ago("2026-11-23T10:55:00Z", noon)).toBe("vor 5 Min.");
  });
});

describe("costs", () => {
  it.each([
    [12.5, "US$12.50"],
    [0.5, "US$0.50"],
    [0.0123, "US$0.0123"],
    [0.000_023_4, "US$0.000023"],
    [0, "US$0.00"],
  ])("%d dollars are %s: what is small keeps what counts", (amount, shown) => {
    expect(en.cost(amount, "USD")).toBe(shown);
  });

  it("are in the reader's way of writing money", () => {
    expect(de.cost(12.5, "EUR")).toBe("12,50\u00a0€");
  });

  it("are processor time where no prices are given", () => {
    expect(en.cost(71.2, "CPU-s")).toBe("1 min 11 s CPU");
    expect(de.cost(4.25, "CPU-s")).toBe("4,3 s CPU");
  });

  it("can be in a unit of one's own", () => {
    expect(en.cost(1234.5, "credits")).toBe("1,234.5 credits");
  });

  it("are told by the days and months of UTC", () => {
    expect(formatFor("en-GB", "America/New_York").day("2026-11-23")).toBe("23 Nov");
    expect(de.month("2026-11")).toBe("November 2026");
  });
});

it("takes the region from the browser when it speaks the chosen language", () => {
  expect(localeOf("en", ["de-AT", "en-GB"])).toBe("en-GB");
  expect(localeOf("de", ["en-US"])).toBe("de");
});

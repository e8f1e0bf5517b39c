import { expect, test } from "vitest";
import { programmeOf, rateOf } from "@/lib/upload/advanced";

test.each([
  ["", null],
  ["  ", null],
  ["1", 1],
  [" 1010 ", 1010],
  ["65535", 65_535],
  ["65536", undefined],
  ["0", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["first", undefined],
])("the programme %j is %j", (text, programme) => {
  expect(programmeOf(text)).toBe(programme);
});

test.each([
  ["", null],
  ["25", "25"],
  ["29.97", "29.97"],
  ["29,97", "29.97"],
  [" 30000 / 1001 ", "30000/1001"],
  ["0", undefined],
  ["25.", undefined],
  ["23.9760", undefined],
  ["25 fps", undefined],
  ["30000/0", undefined],
  ["1e3", undefined],
])("the rate %j is %j", (text, rate) => {
  expect(rateOf(text)).toBe(rate);
});

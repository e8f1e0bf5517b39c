import { expect, it } from "vitest";

import { type History, isUnsettled, type Load, roster } from "./roster";

const load = (host: string, cpu_percent = 1): Load => ({
  host,
  role: "worker",
  seen_at: "2026-11-23T12:00:00Z",
  cpu_percent,
  memory_percent: 1,
  disk_free: 1,
  load_average: [0, 0, 0],
  jobs: [],
});
const history = (host: string, silent = false): History<Load> => ({ load: load(host, 99), silent, samples: [] });
const told = (hosts: ReturnType<typeof roster<Load>>) =>
  hosts.map(({ load, silent }) => `${load.host} ${String(load.cpu_percent)}${silent ? " silent" : ""}`);

it("lists the live hosts by name with their newest report, then the silent ones", () => {
  const hosts = roster([load("b"), load("c")], [history("a", true), history("b"), history("c")]);
  expect(told(hosts)).toEqual(["b 1", "c 1", "a 99 silent"]);
});

it("takes a host that reports again for live, whatever the older history says", () => {
  expect(told(roster([load("a")], [history("a", true)]))).toEqual(["a 1"]);
});

it("keeps a host that reports no more until the history says what became of it", () => {
  expect(told(roster([], [history("a")]))).toEqual(["a 99"]);
  expect(isUnsettled([], [history("a")])).toBe(true);
  expect(isUnsettled([], [history("a", true)])).toBe(false);
  expect(isUnsettled([load("a")], [history("a")])).toBe(false);
  expect(roster([], [])).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { pastedName } from "../../../playground/watch/pasted.ts";
import { clock, clockFrom, counted, n, together } from "../../../playground/watch/words.ts";

describe("words of the playground", () => {
  it("writes counts as the command line does", () => {
    expect([n(0), n(999), n(1000), n(1_234_567)]).toEqual(["0", "999", "1,000", "1,234,567"]);
    expect([counted(1, "key"), counted(2, "key")]).toEqual(["1 key", "2 keys"]);
  });

  it("writes instants as short as they can be", () => {
    const at = Date.UTC(2024, 4, 1, 10, 0, 4);
    expect([clock(at), clock(at + 7), clock(at, true)]).toEqual([
      ...["10:00:04", "10:00:04.007", "2024-05-01 10:00:04"],
    ]);
    expect(clock(Number.NaN)).toBe("");
    expect(clockFrom(at, at + 86_400_000)).toBe("2024-05-02 10:00:04");
    expect(clockFrom(at, at + 1000)).toBe("10:00:05");
  });

  it("tells equal names together", () => {
    expect(together(["a", "b", "a"])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  it("knows what was pasted", () => {
    const names = ['\n{"a":1}', "[1]", "a\tb\n1\t2", "a,b\n1,2"].map(pastedName);
    expect(names).toEqual(["pasted.ndjson", "pasted.json", "pasted.tsv", "pasted.csv"]);
  });
});

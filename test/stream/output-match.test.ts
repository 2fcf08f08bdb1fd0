import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Difference, OutputMatch, TooManyUnmatched } from "../../src/stream/output-match.ts";

interface Given {
  readonly id: string;
  readonly value: number;
  readonly causes?: readonly string[];
}

const line = (side: string, { id, value, causes = ["log#1"] }: Given): string =>
  `{"id":"p/${id}/found/1","pattern":"p","version":"${side}","output":"found","kind":"output","key":"k","session":"s","time":"t","causes":${JSON.stringify(causes)},"data":{"value":${value}}}`;

/** Shows lines in this order, `-` before, `+` now. */
function matched(shown: readonly (readonly ["-" | "+", Given])[], waitingMax = 100) {
  const told: Difference[] = [];
  const match = new OutputMatch(waitingMax, (difference) => void told.push(difference));
  for (const [side, given] of shown)
    if (side === "-") match.before(line("old", given));
    else match.now(line("new", given));
  match.end();
  const idOf = (text: string): string => /p\/([^/]*)\//.exec(text)![1]!;
  return {
    told: told.map(
      (each) => `${each.kind} ${idOf(each.kind === "lost" ? each.before.line : each.now.line)}`,
    ),
    counts: match.counts.get("found of p"),
  };
}

describe("matching the outputs of two patterns", () => {
  it("finds what is gained, lost and changed, whoever comes first", () => {
    const { told, counts } = matched([
      ["-", { id: "same", value: 1 }],
      ["+", { id: "changed", value: 2 }],
      ["-", { id: "lost", value: 1 }],
      ["-", { id: "changed", value: 1 }],
      ["+", { id: "gained", value: 1 }],
      ["+", { id: "same", value: 1 }],
    ]);
    expect(told).toEqual(["changed changed", "lost lost", "gained gained"]);
    expect(counts).toEqual({
      ...{ same: 1, causes: 0, gained: 1, lost: 1, changed: 1 },
      members: new Map([["data.value", 1]]),
    });
  });

  it("counts other causes apart: the result is the same", () => {
    const causes = ['a","b#1', "]#2", "\\#3"];
    const { told, counts } = matched([
      ["-", { id: "a", value: 1 }],
      ["+", { id: "a", value: 1, causes }],
      ["-", { id: "b", value: 1, causes }],
      ["+", { id: "b", value: 2 }],
    ]);
    expect(told).toEqual(["changed b"]);
    expect(counts).toMatchObject({ same: 0, causes: 1, gained: 0, lost: 0, changed: 1 });
  });

  it("matches equal ids in their order", () => {
    const { told, counts } = matched([
      ["-", { id: "a", value: 1 }],
      ["-", { id: "a", value: 2 }],
      ["+", { id: "a", value: 1 }],
      ["+", { id: "a", value: 2 }],
      ["+", { id: "a", value: 3 }],
    ]);
    expect(told).toEqual(["gained a"]);
    expect(counts?.same).toBe(2);
  });

  it("gives up where too much waits", () => {
    const shown = [1, 2, 3].map((n) => ["+", { id: `${n}`, value: n }] as const);
    expect(() => matched(shown, 2)).toThrow(TooManyUnmatched);
  });

  it("is the difference of two sets, in whatever order the outputs come", () => {
    const outputs = fc.uniqueArray(fc.record({ id: fc.nat(20).map(String), value: fc.nat(2) }), {
      selector: ({ id }) => id,
    });
    const order = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(outputs, outputs, order, (before, now, coins) => {
        const [olds, news] = [[...before], [...now]];
        const shown: (readonly ["-" | "+", Given])[] = [];
        while (olds.length + news.length > 0) {
          const old = news.length === 0 || (olds.length > 0 && coins.next().value === true);
          shown.push(old ? ["-", olds.shift()!] : ["+", news.shift()!]);
        }
        const seen = (of: readonly Given[], id: string) => of.find((each) => each.id === id)?.value;
        const ids = [...new Set([...before, ...now].map(({ id }) => id))];
        const expected = ids.flatMap((id) => {
          const [was, is] = [seen(before, id), seen(now, id)];
          if (was === is) return [];
          return [`${was === undefined ? "gained" : is === undefined ? "lost" : "changed"} ${id}`];
        });
        expect(matched(shown).told.sort()).toEqual(expected.sort());
      }),
    );
  });
});

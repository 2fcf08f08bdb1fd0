import { describe, expect, it } from "vitest";
import { machinesOf, ran } from "./logs.ts";
import { log, type Row, shop, watched } from "./rows.ts";

describe("the order across keys", () => {
  const both = machinesOf(`${shop}
    pattern zebra on shop {
      session gap 20m
      emits seen { n: integer }
      emits rang { n: integer }
      start a
      state a {
        on go { emit seen { n: session.events } }
        after 10m { emit rang { n: session.events } }
        within 10m else { emit rang { n: 0 - session.events } }
      }
      on end { emit rang { n: 99 } }
    }
    pattern ant on shop {
      session gap 10m
      emits met { n: integer }
      start a
      state a { on go { emit met { n: session.events } } }
      on end { emit met { n: 99 } }
    }`);

  it("rule 29: per record the patterns as written, each with the key's own due steps, then the event", async () => {
    const run = await ran(
      both,
      [
        log([
          ["b", 0],
          ["a", 0],
          ["b", 11],
        ]),
      ],
      { endOfInput: "keep" },
    );
    expect(run.told).toEqual([
      ...["b seen n 1", "b met n 1", "a seen n 1", "a met n 1"],
      ...["b rang n 1", "b rang n -1", "b seen n 2", "b met n 99", "b met n 1"],
    ]);
  });

  it("rule 29: then what the watermark makes due, by instant, key by code point, pattern", async () => {
    const run = await ran(
      both,
      [
        log([
          ["\ue000", 0],
          ["🙂", 0],
          ["b", 0],
          ["b", 15],
        ]),
      ],
      {
        ...watched(1),
        endOfInput: "keep",
      },
    );
    expect(run.told.slice(6)).toEqual([
      // The key's own first, before its event.
      ...["b rang n 1", "b rang n -1", "b seen n 2", "b met n 99", "b met n 1"],
      ...["\ue000 rang n 1", "\ue000 rang n -1", "\ue000 met n 99"],
      ...["🙂 rang n 1", "🙂 rang n -1", "🙂 met n 99"],
    ]);
  });

  it("rule 29: the same at the end of the input", async () => {
    const run = await ran(both, [
      log([
        ["b", 1],
        ["a", 0],
        ["c", 0],
      ]),
    ]);
    expect(run.told.slice(6)).toEqual([
      ...["a rang n 1", "a rang n -1", "a met n 99", "c rang n 1", "c rang n -1", "c met n 99"],
      ...["b rang n 1", "b rang n -1", "b met n 99"],
      ...["a rang n 99", "c rang n 99", "b rang n 99"],
    ]);
    expect(run.accounting.endedAfterLast).toBe(6);
  });

  it("rule 29: every run prints the same bytes", async () => {
    const rows: Row[] = Array.from({ length: 60 }, (_, i) => [`k${(i * 7) % 11}`, (i * 13) % 47]);
    const first = await ran(both, [log(rows)], watched(3));
    const second = await ran(both, [log(rows)], watched(3));
    expect(second.lines).toEqual(first.lines);
  });
});

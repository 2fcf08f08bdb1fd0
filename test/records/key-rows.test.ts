import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOf } from "../../src/records/key-bytes.ts";
import { KeyRows } from "../../src/records/key-rows.ts";
import { openLog } from "../../src/records/log.ts";
import type { PassingEvent } from "../../src/records/mapped-event.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { event, field, TEXT, vocabulary } from "./mapping.ts";

const runs = Number(process.env.PROPERTY_RUNS ?? 300);

/** As events have them: written plainly, or with escapes, which mean the same. */
const spelled = (key: string, escaped: boolean): string =>
  escaped
    ? `"${Array.from({ length: key.length }, (_, i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")}"`
    : JSON.stringify(key);

/** The events of keys, one after the other: each is over when the next is read. */
async function* events(keys: readonly (readonly [key: string, escaped: boolean])[]) {
  const text = keys
    .map(([key, escaped]) => `{"type":"a","ts":0,"key":${spelled(key, escaped)}}\n`)
    .join("");
  const chunks = async function* () {
    yield new TextEncoder().encode(text);
  };
  const mapper = openVocabulary(vocabulary([event("a", [field("x", TEXT, "?")])]), {
    passing: true,
  });
  const sources = [{ path: "log", format: "ndjson", chunks: chunks() }] as const;
  for await (const { results } of openLog(sources, { mappers: [mapper], order: "given" })) {
    const [result] = results;
    if (result?.kind !== "event") throw new Error(JSON.stringify(result));
    yield result.event as PassingEvent;
  }
}

const letters = fc.constantFrom("a", "b", "c", "é", "😀");
const key = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 7 }),
  fc.string({ unit: letters, minLength: 1, maxLength: 5 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }),
  fc.nat(30).map((end) => `visitor-of-the-shop-${end}`),
  fc.nat(3).map((end) => "x".repeat(62 + end)),
);

describe("rows by key", () => {
  it("are those of a Map, however a key is written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, fc.boolean(), fc.constantFrom("open", "close", "look")), {
          maxLength: 80,
        }),
        async (steps) => {
          const rows = new KeyRows();
          const model = new Map<string, number>();
          let next = 0;
          const told = events(steps.map(([text, escaped]) => [text, escaped] as const));
          for (const [text, , what] of steps) {
            const at = (await told.next()).value as PassingEvent;
            expect(at.key).toBe(text);
            expect(rows.find(at)).toBe(model.get(text));
            expect(rows.get(text)).toBe(model.get(text));
            if (what === "open") {
              rows.set(at.key, next);
              model.set(text, next++);
              expect(rows.find(at)).toBe(next - 1);
            } else if (what === "close") {
              rows.delete(text);
              model.delete(text);
              expect(rows.find(at)).toBe(undefined);
            }
            expect(rows.size).toBe(model.size);
          }
          expect([...rows.values()].sort()).toEqual([...model.values()].sort());
        },
      ),
      { numRuns: runs },
    );
  });

  it("stay right when many come and go", () => {
    const rows = new KeyRows();
    const name = (i: number): string => `u${String((i * 7_919_317) % 1_000_003).padStart(9, "0")}`;
    for (let i = 0; i < 20_000; i++) rows.set(name(i), i);
    for (let i = 0; i < 20_000; i += 3) rows.delete(name(i));
    for (let i = 20_000; i < 30_000; i++) rows.set(name(i), i);
    for (let i = 0; i < 30_000; i++)
      expect(rows.get(name(i))).toBe(i < 20_000 && i % 3 === 0 ? undefined : i);
    expect(rows.size).toBe(30_000 - Math.ceil(20_000 / 3));
  });

  it("are found quickly where all keys ask for one place", () => {
    const rows = new KeyRows();
    const keys = sameHash(400);
    for (const [i, each] of keys.entries()) rows.set(each, i);
    for (const [i, each] of keys.entries()) expect(rows.get(each)).toBe(i);
    for (const each of keys.slice(0, 200)) rows.delete(each);
    for (const [i, each] of keys.entries()) expect(rows.get(each)).toBe(i < 200 ? undefined : i);
    expect(rows.size).toBe(200);
  });
});

/** Keys whose hashes end in the same ten bits, so that they crowd in a table of some hundreds. */
function sameHash(count: number): string[] {
  const keys: string[] = [];
  for (let i = 0; keys.length < count; i++) {
    const text = `k${i}`;
    const view = new DataView(new TextEncoder().encode(text).buffer);
    if ((hashOf(view, 0, text.length) & 1023) === 7) keys.push(text);
  }
  return keys;
}

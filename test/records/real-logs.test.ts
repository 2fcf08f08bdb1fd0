import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Vocabulary } from "../../src/automaton/automaton.ts";
import { openFile } from "../../src/records/files.ts";
import { openLog } from "../../src/records/log.ts";
import { overrideVocabulary } from "../../src/records/override.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { decimal, event, field, INTEGER, vocabulary } from "./mapping.ts";

/** Real logs, in the folder that PDA_LOGS names; without it these tests skip. */
const folder = process.env.PDA_LOGS;

const retail = vocabulary([
  event("buy", [field("qty", INTEGER), field("price", decimal(3))], { is: null }),
]);

async function sums(shop: Vocabulary) {
  const log = openLog([await openFile(join(folder!, "online_retail.ndjson.gz"))], {
    mappers: [openVocabulary(shop)],
    order: "given",
  });
  let all = 0n;
  let january = 0n;
  const dead = new Map<string, number>();
  for await (const { results } of log) {
    const [result] = results;
    if (result?.kind !== "event") {
      dead.set(result!.reason, (dead.get(result!.reason) ?? 0) + 1);
      continue;
    }
    const { fields, time } = result.event;
    const amount = BigInt(fields.qty as number) * BigInt(fields.price as number);
    all += amount;
    if (time >= Date.UTC(2011, 0, 1) && time < Date.UTC(2011, 1, 1)) january += amount;
  }
  return { all, january, dead: Object.fromEntries(dead) };
}

describe.skipIf(folder === undefined || !existsSync(folder))("real logs (PDA_LOGS)", () => {
  it("retail: sums of the rows with a customer, exactly, and the rows without one", async () => {
    expect(await sums(retail)).toEqual({
      all: 8300065814n,
      january: 475074380n,
      dead: { "missing key": 135_080 },
    });
  }, 120_000);

  it("retail: sums of all rows, read by invoice", async () => {
    const { all, january } = await sums(overrideVocabulary(retail, { key: "invoice" }));
    expect({ all, january }).toEqual({ all: 9747747934n, january: 560000260n });
  }, 120_000);
});

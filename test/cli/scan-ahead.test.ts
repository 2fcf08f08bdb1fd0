import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scanAhead } from "../../src/cli/scan-ahead.ts";
import type { DeadLetter } from "../../src/records/dead-letter.ts";
import { openFile } from "../../src/records/files.ts";
import { openLog } from "../../src/records/log.ts";
import { openVocabulary } from "../../src/records/vocabulary.ts";
import { decimal, event, field, INTEGER, TEXT, vocabulary } from "../records/mapping.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 30);

const shop = vocabulary([
  event("buy", [field("item", TEXT, "?"), field("price", decimal(2)), field("n", INTEGER, "?")]),
  event("view", [field("item", TEXT)]),
]);

let folder: string;
let program: URL;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pushdown-scan-"));
  const outfile = join(folder, "scan-thread.mjs");
  const entry = join(import.meta.dirname, "../../src/cli/scan-thread.ts");
  await build({
    ...{ entryPoints: [entry], outfile, bundle: true, logLevel: "warning" },
    ...{ format: "esm", platform: "node", target: "node20" },
  });
  program = pathToFileURL(outfile);
});

afterAll(() => rmSync(folder, { recursive: true }));

type Told = { readonly position: number; readonly event: unknown } | DeadLetter;

/** All that is to be known of each record. `chunkBytes`: read ahead in a thread, in such pieces; null: not. */
async function told(path: string, passing: boolean, chunkBytes: number | null): Promise<Told[]> {
  const mapper = openVocabulary(shop, { passing });
  const ahead =
    chunkBytes === null ? null : scanAhead(mapper, { bytesMin: 0, chunkBytes, program });
  const source = await openFile(path, "ndjson", ahead);
  const options = { mappers: [mapper], order: "given", recordBytesMax: 200 } as const;
  const list: Told[] = [];
  for await (const record of openLog([source], options)) {
    const result = record.results[0]!;
    if (result.kind === "dead") {
      const letter = record.deadLetter(result);
      // Bytes that are no text are a Buffer or not, as it happens.
      const text = typeof letter.text === "string" ? letter.text : Uint8Array.from(letter.text);
      list.push({ ...letter, text });
    } else {
      const { key, time, name, fields, id } = result.event;
      const event = { key, time, name, fields: { ...fields }, id, members: record.members() };
      list.push({ position: record.position, event });
    }
  }
  return list;
}

const line = fc.oneof(
  fc
    .record(
      {
        // Nothing is wanted of it.
        event_id: fc.nat(),
        type: fc.constantFrom("buy", "view", "page"),
        key: fc.oneof(fc.constantFrom("a", "b", "visitor-17", "é", 'q"\\'), fc.nat()),
        ts: fc.nat(),
        item: fc.oneof(fc.string({ maxLength: 12 }), fc.constant("x".repeat(150))),
        price: fc.constantFrom("9.95", 3, "much"),
        n: fc.nat(),
        more: fc.jsonValue(),
      },
      { requiredKeys: ["type", "key"] },
    )
    .map((record) => JSON.stringify(record)),
  fc.constantFrom(
    "",
    "  ",
    "[1]",
    "7",
    "{",
    '{"key":"a","key":"b","ts":1}',
    '{"key":"a"} x',
    "\ufeff{}",
  ),
);

const log = fc
  .tuple(
    fc.array(fc.tuple(line, fc.constantFrom("\n", "\n", "\r\n", " \n")), { maxLength: 40 }),
    fc.constantFrom("", '{"key":"last","ts":5}', '{"key":"la'),
    fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { nil: null }),
  )
  .map(([lines, last, damage]) => {
    const bytes = Buffer.from(lines.map((parts) => parts.join("")).join("") + last);
    if (damage !== null && bytes.length > 0) bytes[damage[0] % bytes.length] = damage[1];
    return bytes;
  });

describe("a file that is scanned ahead in a thread", () => {
  it("gives the records that it gives without, however it is cut into pieces", async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.constantFrom(40, 64, 300, 100_000),
        fc.boolean(),
        async (bytes, chunk, passing) => {
          const path = join(folder, `${number++}.ndjson`);
          writeFileSync(path, bytes);
          expect(await told(path, passing, chunk)).toEqual(await told(path, passing, null));
        },
      ),
      // Each run starts a thread, so a counterexample is not made smaller.
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it("says what the outside world broke off", async () => {
    const path = join(folder, "gone.ndjson");
    writeFileSync(path, "{}\n");
    const mapper = openVocabulary(shop);
    const ahead = scanAhead(mapper, { bytesMin: 0, chunkBytes: 64, program });
    const source = await openFile(path, "ndjson", ahead);
    rmSync(path);
    const opened = openLog([source], { mappers: [mapper], order: "given" });
    for await (const _ of opened) throw new Error("a record of no file");
    expect(opened.errors.map(({ message }) => message)).toEqual([
      expect.stringContaining("ENOENT"),
    ]);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { GivenLog } from "../../../playground/engine/log-source.ts";
import { run } from "../../../playground/engine/run.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { fakeTerminal } from "../../cli/fake-terminal.ts";

const library = resolve(import.meta.dirname, "../../../patterns");
const folders = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function machinesOf(text: string) {
  const compiled = compile({ main: { name: "pattern.pda", text }, load: () => null });
  const { patterns, diagnostics } = compiled;
  expect(diagnostics).toEqual([]);
  return patterns.map(({ automaton }) => load(automaton));
}

const given = (name: string, content: string | Uint8Array): GivenLog => ({
  name,
  bytes: new Blob([typeof content === "string" ? content : new Uint8Array(content)]),
});

describe("the playground's run", () => {
  it.each(folders)("prints of %s what `pda run` prints", async (folder) => {
    const pattern = join(library, folder, "pattern.pda");
    const log = join(library, folder, "events.ndjson");
    const ran = await run(
      machinesOf(readFileSync(pattern, "utf8")),
      given("events.ndjson", readFileSync(log)),
      {},
    );
    const terminal = fakeTerminal();
    // What the page says `pda run` would have to be told.
    const options = ran.options.flatMap((option) => option.split(" "));
    await runProgram(["run", pattern, log, ...options], terminal);
    expect(ran.lines.map((line) => `${line}\n`).join("")).toBe(terminal.written());
    expect(ran.errors).toEqual([]);
  });

  const shop = `events shop {
  key who
  time at
  type from what
  event view { page: text }
}

pattern seen on shop {
  session gap 30m
  emits page { page: text }
  start here
  state here {
    on view { emit page { page } }
  }
}
`;
  const rows = [
    ["10:00:00", "view", "a"],
    ["10:00:05", "view", "b"],
  ].map(([time, what, page]) => ({ at: `2024-05-01T${time}Z`, who: "v", what, page }));
  const ndjson = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const csv = ["at,who,what,page", ...rows.map((row) => Object.values(row).join(","))].join("\n");

  it.each([
    ["lines", given("log.ndjson", ndjson)],
    ["an array", given("log.json", JSON.stringify(rows))],
    ["CSV", given("log.csv", csv)],
    ["TSV", given("log.tsv", csv.replaceAll(",", "\t"))],
    ["gzip", given("log.ndjson.gz", gzipSync(ndjson))],
    ["gzip under another name", given("log", gzipSync(ndjson))],
  ])("reads %s", async (_what, log) => {
    const ran = await run(machinesOf(shop), log, {});
    const pages = ran.lines.map((line) => JSON.parse(line).data.page);
    expect([pages, ran.errors, ran.refused.rows]).toEqual([["a", "b"], [], []]);
  });

  it("lists what it cannot read, with reasons, and accounts for it", async () => {
    const ran = await run(
      machinesOf(shop),
      given("log.ndjson", `${ndjson}{"who":"v","what":"view"}\nnothing\n`),
      {},
    );
    expect(ran.refused.rows.map(({ place, reason }) => [place, reason])).toEqual([
      ["log.ndjson#3", "missing time"],
      ["log.ndjson#4", "damaged"],
    ]);
    expect(ran.accounting.sources[0]).toMatchObject({ read: 4, dead: 2, handedOn: 2 });
    expect(ran.accounting.patterns[0]).toMatchObject({ handedOn: 2, stepped: 2, taken: 2 });
  });

  it("says of an Avro file what to do with it", async () => {
    const bytes = Uint8Array.of(0x4f, 0x62, 0x6a, 0x01, 0, 0);
    const { errors, lines } = await run(machinesOf(shop), given("log.avro", bytes), {});
    expect(lines).toEqual([]);
    expect(errors.join()).toMatch(/this is an Avro file.*`pda run PATTERN LOG\.avro`/s);
  });

  it("uses what came before a gzip broke off, and says so", async () => {
    const packed = gzipSync(ndjson.repeat(50));
    const { errors } = await run(
      machinesOf(shop),
      given("log.gz", packed.subarray(0, packed.length - 9)),
      {},
    );
    expect(errors.join()).toMatch(/it is a gzip whose data are damaged or end early: copy it/);
  });

  it("stops at the end of what a page can hold, and says so", async () => {
    const { errors, accounting } = await run(
      machinesOf(shop),
      given("log.ndjson", ndjson.repeat(2000)),
      {},
      { recordsMax: 100 },
    );
    expect(errors).toEqual([
      expect.stringMatching(/no more than the first .* `pda run` reads all/),
    ]);
    expect(accounting.records).toBeLessThan(4000);
  });

  it("stops when it is told to", async () => {
    const stopping = run(
      machinesOf(shop),
      given("log.ndjson", ndjson),
      {},
      { stopped: () => true },
    );
    await expect(stopping).rejects.toThrow("stopped");
  });
});

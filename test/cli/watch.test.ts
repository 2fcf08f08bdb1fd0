import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "pda-watch-"));
afterAll(() => rmSync(folder, { recursive: true }));

const events = `events shop {
  key visitor
  time at
  event view { product: text }
}
`;
const pattern = (state: string): string => `use "shop.events.pda"

pattern looks on shop {
  session gap 30m max 12h
  emits look { product: text }

  start waiting

  state ${state} {
    on view { emit look { product } }
  }
}
`;
const record = (visitor: string): string =>
  `{"visitor":"${visitor}","at":"2024-01-01T10:00:00Z","type":"view","product":"p1"}\n`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("run --watch runs again when pattern, log or a used file changes, and keeps what was printed", async () => {
  file("shop.events.pda", events);
  const main = file("looks.pda", pattern("waiting"));
  const log = file("log.ndjson", record("ann"));
  const terminal = fakeTerminal();
  const ended = runProgram(["run", main, log, "--watch", "-o", "table"], terminal);
  const noted = (text: string | RegExp) =>
    vi.waitFor(() => expect(terminal.noted()).toMatch(text), { timeout: 10_000, interval: 20 });

  await noted(/^watching .*looks\.pda, .*log\.ndjson; Ctrl-C ends it\n$/);
  expect(terminal.written()).toMatch(/^\S+ {2}ann .*\n$/);
  file("log.ndjson", record("ann") + record("bob"));
  await noted(/--- .*log\.ndjson changed\nwatching [^\n]*\n$/);
  expect(terminal.written().match(/ann|bob/g)).toEqual(["ann", "ann", "bob"]);
  // A mistake ends nothing.
  file("looks.pda", pattern("wating"));
  await noted(/--- .*looks\.pda changed\nerror\[PDA[\s\S]*\nwatching [^\n]*\n$/);
  file("looks.pda", pattern("waiting"));
  await noted(/error[\s\S]*--- .*looks\.pda changed\nwatching [^\n]*\n$/);
  // A file that the pattern uses is watched, too.
  file("shop.events.pda", events.replace("at\n", "when\n"));
  await noted(/--- .*shop\.events\.pda changed\n2 dead letters/);
  terminal.interrupt();
  expect(await ended).toBe(130);
}, 60_000);

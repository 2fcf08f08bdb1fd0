import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { Progress } from "../../src/cli/progress.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "pda-run-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const pattern = file(
  "visits.pda",
  `events site {
  key visitor
  time at
  event view { page: text }
}

pattern visits on site {
  session gap 30m max 12h
  remember views: integer = 0
  emits seen { page: text }
  emits visit { views: integer }

  start visiting

  state visiting {
    on view { views = views + 1  emit seen { page } }
  }
  on end { emit visit { views } }
}
`,
);

const record = (visitor: number, at: number): string =>
  `${JSON.stringify({ type: "view", visitor: `v${visitor}`, at, page: "x".repeat(100) })}\n`;

test("a slow reader is waited for, while records are read and when all sessions end", async () => {
  const log = file("many.ndjson", Array.from({ length: 10_000 }, (_, i) => record(i, i)).join(""));
  const terminal = fakeTerminal();
  let rested = 0;
  const between: number[] = [];
  const patient = {
    ...terminal,
    caughtUp: async () => {
      between.push(terminal.written().length - rested);
      rested = terminal.written().length;
    },
  };
  expect(await runProgram(["run", pattern, log], patient)).toBe(0);
  expect(terminal.written().split("\n").length - 1).toBe(20_000);
  expect(rested).toBeGreaterThan(6e6);
  expect(Math.max(...between)).toBeLessThan(3e6);
});

test("what is open at the end of the input is ended, or kept", async () => {
  const log = file("few.ndjson", record(1, 0) + record(1, 1000) + record(2, 2000));
  const lines = async (...options: string[]): Promise<string[]> => {
    const terminal = fakeTerminal();
    await runProgram(["run", pattern, log, ...options], terminal);
    const outputs = terminal.written().trimEnd().split("\n");
    return outputs.map((line) => JSON.parse(line).output);
  };
  expect(await lines()).toEqual(["seen", "seen", "seen", "visit", "visit"]);
  expect(await lines("--end-of-input", "keep")).toEqual(["seen", "seen", "seen"]);
});

test("sessions that pile up are told once, with the flag that lets them end", () => {
  const terminal = fakeTerminal();
  const progress = new Progress(terminal, [], false, 10);
  for (const open of [9, 10, 11, 12]) progress.tell(open, open);
  expect(terminal.noted()).toBe(
    "warning: more than 10 sessions are open; if the log is in time order, --watermark 1m lets them end\n",
  );
  const watched = fakeTerminal();
  new Progress(watched, [], true, 10).tell(11, 11);
  expect(watched.noted()).toBe("");
});

const main = ["--import", "tsx", join(import.meta.dirname, "../../src/cli/main.ts")];

/** The program with a log that goes on. */
function endless() {
  const child = spawn(process.execPath, [...main, "run", pattern, "-"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  // The program may be gone while something is still being written to it.
  child.stdin.on("error", () => {});
  let number = 0;
  const timer = setInterval(() => {
    if (child.stdin.writableNeedDrain) return;
    let records = "";
    for (let i = 0; i < 1000; i++) records += record(number % 50, number++);
    child.stdin.write(records);
  }, 50);
  const closed = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      clearInterval(timer);
      resolve(code);
    });
  });
  return { child, closed, err: () => err };
}

test("a reader that goes away ends a run quietly", async () => {
  const { child, closed, err } = endless();
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await closed).toBe(0);
  expect(err()).toBe("");
}, 90_000);

test("Ctrl-C ends a run; whole lines have gone out", async () => {
  const { child, closed, err } = endless();
  let out = "";
  child.stdout.on("data", (chunk) => {
    if (out === "") setTimeout(() => child.kill("SIGINT"), 100);
    out += chunk;
  });
  expect(await closed).toBe(130);
  expect(err()).toBe("");
  expect(out.endsWith("\n")).toBe(true);
  for (const line of out.trimEnd().split("\n")) expect(JSON.parse(line).output).toBe("seen");
}, 90_000);

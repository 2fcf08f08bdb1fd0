import { expect, it } from "vitest";
import { type Level, openLog } from "../../../src/worker/ops/log.ts";
import { told } from "../../../src/worker/ops/told.ts";

const clock = { nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6), sleep: async () => {} };

function lines(level: Level, format: "json" | "text") {
  const written: string[] = [];
  const write = (line: string) => void written.push(line);
  return { log: openLog({ level, format, nowMs: clock.nowMs, write }), written };
}

it("writes one JSON object a line, from a level on", () => {
  const { log, written } = lines("info", "json");
  log("debug", "hidden");
  log("warn", "two\nlines", { task: 3 });
  expect(written).toEqual([
    '{"time":"2026-01-02T03:04:05.006Z","level":"warn","message":"two\\nlines","task":3}\n',
  ]);
});

it("writes lines for people, with fields that can be told apart", () => {
  const { log, written } = lines("info", "text");
  log("info", "restored", { task: 3, at: ["a-0@5"], why: "no such thing" });
  log("error", "stopped");
  expect(written).toEqual([
    '03:04:05.006 restored task=3 at="[\\"a-0@5\\"]" why="no such thing"\n',
    "03:04:05.006 error: stopped\n",
  ]);
});

it("tells why a task stopped, and what to do", () => {
  const { log, written } = lines("warn", "json");
  const news = told(log, clock);
  news.tell({ kind: "assigned", generation: 1, tasks: [0, 1] });
  const stop = { reason: "wrong key", message: "a key is not", remedy: "say --rekey" } as const;
  news.tell({ kind: "stopped", task: 1, stop });
  expect(written).toHaveLength(1);
  expect(JSON.parse(written[0]!)).toMatchObject({
    level: "error",
    reason: "wrong key",
    what: "a key is not",
    remedy: "say --rekey",
  });
});

it("names the remedy where a broker's disk is full", () => {
  const seen: object[] = [];
  const clock = { nowMs: () => 0, sleep: async () => {} };
  told((level, message, fields = {}) => seen.push({ level, message, ...fields }), clock).tell({
    ...{ kind: "failed", task: 1, failure: "unavailable", during: "sending" },
    message: "writing to out-0: disk error (KAFKA_STORAGE_ERROR)",
  });
  expect(seen).toMatchObject([{ task: 1, remedy: expect.stringContaining("make room there") }]);
});

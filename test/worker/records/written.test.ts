import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { noCounts } from "../../../src/machine/counts.ts";
import { load } from "../../../src/machine/machine.ts";
import { planReading } from "../../../src/records/reading-plan.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import { deadWriter } from "../../../src/worker/records/dead-messages.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { keyMisfit } from "../../../src/worker/records/key-check.ts";
import type { MessageRecord } from "../../../src/worker/records/message-record.ts";
import { outputHead, timeOf } from "../../../src/worker/records/output-head.ts";
import { outputWriter, type RoutedMessage } from "../../../src/worker/records/output-writer.ts";
import { murmur2, partitionOf } from "../../../src/worker/records/partitioning.ts";
import { type Routes, routedTopics, routeFaults } from "../../../src/worker/records/routes.ts";
import { clicks, headersOf, readJson, stored } from "./messages.ts";

const PATTERNS = `
events shop { key key  time ts  event buy { price: decimal(2) } }
pattern p on shop {
  session gap 1h
  late emit "behind"
  emits bought { price: decimal(2) }
  emits alert quiet
  start open
  state open {
    on buy { emit bought { price } }
    after 10m idle { emit quiet }
  }
}
`.replace('"behind"', "behind");

const machines = compile({
  main: { name: "p.pda", text: PATTERNS },
  load: () => null,
}).patterns.map(({ automaton }) => load(automaton));
const automata = machines.map(({ automaton }) => automaton);

/** What a worker would do of a record and the time after it. */
function run(values: readonly string[], routes: Routes, until = Number.NEGATIVE_INFINITY) {
  const written: (RoutedMessage & { readonly line: string })[] = [];
  const writer = outputWriter(routes);
  let trigger: MessageRecord | null = null;
  const runner = patternRunner(machines[0]!, {
    counts: noCounts(),
    dead: () => {},
    line: (line) => written.push({ ...writer.write(line, trigger), line }),
  });
  const reader = jsonMessages(planReading(automata, {}));
  const headers = [
    ["traceparent", Buffer.from("00-1-2-01")],
    ["x", null],
  ] as const;
  for (const [offset, value] of values.entries()) {
    trigger = reader.read(stored(value, { offset, headers }), clicks);
    const [result] = trigger.results;
    if (result?.kind === "event") runner.feed(result.event, false);
  }
  for (const row of [...runner.rows()]) runner.advance(row, until, true);
  return written;
}

const buy = (key: string, ts: number | string) =>
  JSON.stringify({ key, ts, type: "buy", price: "9.5" });

describe("outputs as messages", () => {
  it("are the lines of pda run, keyed by the session, at event time, with their id and what traces them", () => {
    const [first, ...rest] = run([buy('k"ä\\', 1000)], { "*": "all" });
    expect(rest).toEqual([]);
    const { topic, message, line } = first!;
    expect(topic).toBe("all");
    expect(String(message.value)).toBe(line);
    expect(JSON.parse(line)).toMatchObject({ output: "bought", data: { price: 9.5 } });
    expect(String(message.key)).toBe('k"ä\\');
    expect(message.timestampMs).toBe(1000);
    expect(headersOf(message)).toEqual({
      "pda.id": "p/k%22%C3%A4%5C/clicks-3@0/bought/1",
      traceparent: "00-1-2-01",
    });
  });

  it("of a timer carry no trace of the record that let time move on", () => {
    const written = run([buy("a", 0)], { "*": "all" }, 600_000);
    expect(written.map(({ message }) => headersOf(message))).toEqual([
      { "pda.id": "p/a/clicks-3@0/bought/1", traceparent: "00-1-2-01" },
      { "pda.id": "p/a/clicks-3@0~open.1~600000/quiet/1" },
    ]);
  });

  it("of events before 1970 have Kafka's first instant", () => {
    expect(run([buy("a", -5)], { "*": "all" })[0]!.message.timestampMs).toBe(0);
    expect(outputHead(run([buy("a", -5)], { "*": "all" })[0]!.line).timeMs).toBe(-5);
    const far = "+012024-01-01T00:00:00Z";
    expect(outputHead(run([buy("a", far)], { "*": "all" })[0]!.line).timeMs).toBe(Date.parse(far));
  });

  it("go by name, else by kind, else with the rest", () => {
    const values = [buy("a", 1000), buy("a", 0)];
    const topics = (routes: Routes) => run(values, routes, 700_000).map(({ topic }) => topic);
    expect(topics({ bought: "T1", alert: "T2", behind: "T3" })).toEqual(["T1", "T3", "T2"]);
    expect(topics({ quiet: "T1", alert: "T2", "*": "T3" })).toEqual(["T3", "T3", "T1"]);
    expect(topics({ output: "T1", alert: "T2", late: "T3" })).toEqual(["T1", "T3", "T2"]);
    expect(routedTopics({ a: "T", b: "T", "*": "U" })).toEqual(["T", "U"]);
  });

  it("without a topic, or of a name that none has, are told before anything starts", () => {
    const told = (routes: Routes) => routeFaults(routes, automata);
    expect(told({ "*": "T" })).toEqual([]);
    expect(told({ bought: "T1", alert: "T2" })).toEqual([
      "the output `behind` of p has no topic: say `behind=TOPIC`, or `late=TOPIC` for all of its kind, or a TOPIC alone for all that have none",
    ]);
    expect(told({ bouht: "T1", "*": "T2" })).toEqual([
      "`bouht=T1`: no pattern has an output or a kind `bouht`; did you mean `bought`?",
    ]);
    expect(told({ zzz: "T1", "*": "T2" })).toEqual([
      "`zzz=T1`: no pattern has an output or a kind `zzz`; there is `bought`, `output`, `quiet`, `alert`, `behind`, `late`",
    ]);
  });
});

describe("dead letters as messages", () => {
  const writer = deadWriter({ application: "search" });

  it("keep the message whole, and say where it was and what was wrong", () => {
    const headers = [
      ["x", Buffer.from("1")],
      ["__connect.errors.topic", Buffer.from("old")],
    ] as const;
    const record = readJson('{"key":"v1","ts":1,"type":"buy","price":"no"}', { headers });
    const [result] = record.results;
    if (result?.kind !== "dead") throw new Error("it should not fit");
    const dead = writer.record(record, result, "shop");
    const { key, value, timestampMs } = record.message;
    expect(dead).toMatchObject({ key, value, timestampMs });
    expect(headersOf(dead)).toEqual({
      x: "1",
      "__connect.errors.topic": "clicks",
      "__connect.errors.partition": "3",
      "__connect.errors.offset": "17",
      "__connect.errors.connector.name": "search",
      "__connect.errors.stage": "VALUE_CONVERTER",
      "__connect.errors.exception.class.name": "unfit field",
      "__connect.errors.exception.message": '`price` of buy is "no", which is not a number',
      "pda.dead.reason": "unfit field",
      "pda.dead.block": "shop",
      "pda.dead.event": "buy",
      "pda.dead.field": "price",
    });
  });

  it("of steps name the pattern; of a timer there is the step alone", () => {
    const step = { pattern: "p", key: "a", lane: [], instant: 5, reason: "divided by zero" };
    const record = readJson('{"key":"a","ts":1,"type":"buy","price":1}');
    const ofEvent = writer.step({ ...step, kind: "event", event: "buy" }, record);
    expect(ofEvent.value).toBe(record.message.value);
    expect(headersOf(ofEvent)).toMatchObject({
      "__connect.errors.stage": "TRANSFORMATION",
      "pda.dead.reason": "step",
      "pda.dead.pattern": "p",
      "pda.dead.event": "buy",
    });
    const ofTimer = writer.step({ ...step, kind: "due", name: "open.1" }, null);
    expect(String(ofTimer.key)).toBe("a");
    expect(JSON.parse(String(ofTimer.value))).toMatchObject({ kind: "due", name: "open.1" });
    expect(headersOf(ofTimer)).toMatchObject({ "pda.dead.timer": "open.1" });
    expect(ofTimer.timestampMs).toBe(5);
    const held = readJson('{"key":"a","ts":1,"type":"buy","price":1.50}').results[0]!;
    if (held.kind === "dead") throw new Error("it should be read");
    const ofHeld = writer.step({ ...step, kind: "event", event: "buy" }, null, held.event);
    expect(String(ofHeld.value)).toMatch(
      /,"record":\{"key":"a","ts":1,"type":"buy","price":1\.50\}\}$/,
    );
  });

  it("do not outgrow a topic's limit by what they quote", () => {
    const record = readJson("{}");
    const dead = writer.other(record, "ahead", "x".repeat(1e6));
    expect(headersOf(dead)["__connect.errors.exception.message"]).toHaveLength(1000);
  });
});

describe("the key of a message", () => {
  const misfit = (key: Uint8Array | null, json: string) =>
    keyMisfit(readJson(`{"key":${json},"ts":1}`, { key }));
  it.each([
    ["a text", "v1", '"v1"'],
    ["a number by its digits", "17850.0", "17850.0"],
    ["letters beyond ASCII", "Größe", '"Größe"'],
    ["escapes", 'a"b', '"a\\"b"'],
  ])("is %s", (_, key, json) => {
    expect(misfit(Buffer.from(key), json)).toBe(null);
  });
  it.each([
    ["missing", null, '"v1"', "The message's key is missing, the pattern's is \"v1\""],
    ["empty", Buffer.from(""), '"v1"', "The message's key is empty, the pattern's is \"v1\""],
    ["another", Buffer.from("v2"), '"v1"', 'The message\'s key is "v2", the pattern\'s is "v1"'],
    ["longer", Buffer.from("v12"), '"v1"', 'The message\'s key is "v12", the pattern\'s is "v1"'],
    [
      "JSON",
      Buffer.from('"v1"'),
      '"v1"',
      'The message\'s key is "\\"v1\\"" with its quotes, the pattern\'s is "v1"',
    ],
    [
      "binary",
      Buffer.from([0, 0, 0, 1]),
      "1",
      "The message's key is 4 bytes that are no text, the pattern's is \"1\"",
    ],
    [
      "another number",
      Buffer.from("17850"),
      "17850.0",
      'The message\'s key is "17850", the pattern\'s is "17850.0"',
    ],
  ])("%s does not fit", (_, key, json, message) => {
    expect(misfit(key, json)).toBe(message);
  });
  it("is not asked for where there is no event", () => {
    expect(keyMisfit(readJson("{", { key: null }))).toBe(null);
  });
});

describe("the partition of a key", () => {
  it("is the one that Java's producer chooses", () => {
    // From Kafka's own UtilsTest.
    const known = { "21": -973932308, foobar: -790332482, "a-little-bit-long-string": -985981536 };
    for (const [text, hash] of Object.entries(known)) expect(murmur2(Buffer.from(text))).toBe(hash);
    expect(murmur2(Buffer.from("a-little-bit-longer-string"))).toBe(-1486304829);
    expect(partitionOf(Buffer.from("21"), 12)).toBe((-973932308 & 0x7fffffff) % 12);
  });
});

describe("the time of an output", () => {
  it("is what its text says", () => {
    const instant = fc.integer({ min: -62_167_219_200_000 - 1e9, max: 253_402_300_800_000 + 1e9 });
    const property = fc.property(instant, (ms) => {
      expect(timeOf(new Date(ms).toISOString())).toBe(ms);
    });
    fc.assert(property, { numRuns: 2_000 });
    for (const day of ["2000-02-29", "1900-03-01", "2024-12-31", "0000-01-01", "1969-12-31"])
      expect(timeOf(`${day}T23:59:59.999Z`)).toBe(Date.parse(`${day}T23:59:59.999Z`));
  });
});

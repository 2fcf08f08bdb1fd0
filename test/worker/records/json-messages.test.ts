import { describe, expect, it } from "vitest";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { messageIds } from "../../../src/worker/records/message-source.ts";
import { readAll, vocabulary } from "../../records/mapping.ts";
import { clicks, glance, readJson, shop, stored } from "./messages.ts";

const BUY = '{"key":"v1","ts":1000,"type":"buy","price":9.50}';

describe("messages of JSON", () => {
  it.each([
    ["an event", BUY, 'buy v1 1000 {"price":950}'],
    ["an event over several lines", BUY.replaceAll(",", ",\n  "), 'buy v1 1000 {"price":950}'],
    ["an event behind a byte-order mark", `\ufeff${BUY}`, 'buy v1 1000 {"price":950}'],
    ["an undeclared one", '{"key":"v1","ts":1000}', "undeclared v1 1000 {}"],
    [
      "a field that does not fit",
      BUY.replace("9.50", '"x"'),
      /^unfit field: `price` of buy is "x"/,
    ],
    ["no key", '{"ts":1}', "missing key: `key` is missing"],
    ["a truncated value", BUY.slice(0, -9), /^damaged: The record ends too early, at byte 39$/],
    ["a truncated text", BUY.slice(0, 9), /^damaged: The record ends too early, at byte 9$/],
    ["a second value", `${BUY}${BUY}`, /^damaged: Something follows the record at byte 49$/],
    ["markup", "<html><body>503</body></html>", /^damaged: A value was expected at byte 1$/],
    ["a list", "[1,2]", "damaged: The record is not a JSON object"],
    ["nothing", "", "damaged: The message's value is empty"],
    ["blanks", "  ", /^damaged: The record ends too early/],
    ["a deletion", null, "no value: The message has no value: it deletes its key"],
    ["bytes that are no UTF-8", Uint8Array.of(0x7b, 0x22, 0xff), /no UTF-8/],
    ["NaN for a time", '{"key":"v1","ts":NaN}', /^damaged: A value was expected/],
    ["deep nesting", `{"key":"v1","x":${"[".repeat(5000)}`, /Nested more than 500 deep/],
  ])("%s", (_, value, wanted) => {
    expect(glance(readJson(value))).toMatch(
      typeof wanted === "string" ? new RegExp(`^${wanted.replace(/[{}().*]/g, "\\$&")}$`) : wanted,
    );
  });

  it("too long ones are not looked at", () => {
    const reader = jsonMessages({ vocabularies: [shop], recordBytesMax: 40 });
    expect(glance(reader.read(stored(BUY), clicks))).toMatch(/^too long: The message has 48 bytes/);
  });

  it("are the events that a log of them gives, but for their ids", () => {
    const values = [
      BUY,
      '{"key":7,"ts":"2024-01-01","type":"x"}',
      '{"key":[],"ts":1}',
      '{"key":"ä"',
    ];
    const fromLog = values.map((value) => readAll(`${value}\n`, shop)[0]!.results[0]!);
    const fromTopic = values.map((value) => readJson(value).results[0]!);
    for (const [i, log] of fromLog.entries()) {
      const topic = fromTopic[i]!;
      expect(topic.kind).toBe(log.kind);
      if (log.kind === "dead" || topic.kind === "dead") continue;
      const { key, time, name, fields } = log.event;
      expect(topic.event).toMatchObject({ key, time, name, fields });
      expect(topic.event.members()).toEqual(log.event.members());
      expect([log.event.id, topic.event.id]).toEqual(["log#1", "clicks-3@17"]);
    }
  });

  it("keep their members while others are read", () => {
    const reader = jsonMessages({ vocabularies: [shop] });
    const first = reader.read(stored(BUY), clicks);
    for (let i = 0; i < 5000; i++) reader.read(stored(BUY.replace("v1", `w${i}`)), clicks);
    expect(first.members()).toEqual([
      ["key", '"v1"'],
      ["ts", "1000"],
      ["type", '"buy"'],
      ["price", "9.50"],
    ]);
  });

  it("are read one behind the other, the short texts of each its own", () => {
    const reader = jsonMessages({ vocabularies: [shop, vocabulary([], { name: "other" })] });
    for (let i = 0; i < 2000; i++) {
      const key = String.fromCharCode(97 + (i % 26));
      const { results } = reader.read(stored(`{"key":"${key}","ts":${i}}`), clicks);
      for (const result of results) expect(result.kind === "event" && result.event.key).toBe(key);
    }
  });

  it("have one result for each vocabulary", () => {
    const other = vocabulary([], { name: "other", key: { name: "user", path: ["user"] } });
    const reader = jsonMessages({ vocabularies: [shop, other] });
    const { results } = reader.read(stored(BUY), clicks);
    expect(results.map(({ kind }) => kind)).toEqual(["event", "dead"]);
  });

  it("have numbers that stand for their ids", () => {
    const sources = [clicks, { topic: "orders", partition: 3, index: 1 }];
    const reader = jsonMessages({ vocabularies: [shop] });
    const ids = messageIds(sources);
    for (const from of sources) {
      const [result] = reader.read(stored(BUY, { offset: 2 ** 40 }), from).results;
      const { event } = result as Extract<typeof result, { kind: "event" }>;
      expect(ids.textOf(ids.refOf(event))).toBe(`${from.topic}-3@1099511627776`);
    }
  });
});

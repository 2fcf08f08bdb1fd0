import { describe, expect, it } from "vitest";
import { openReader } from "../../../../src/worker/records/open-reader.ts";
import { storeOf } from "../avro.ts";
import { clicks, glance, shop, stored } from "../messages.ts";
import { BOUGHT, BUY, numbered, VALUE } from "./bought.ts";

describe("the format of messages", () => {
  const known = { vocabularies: [shop], fingerprints: storeOf(BUY), registry: null };
  it("needs schemas where it names them", () => {
    const none = { ...known, fingerprints: null };
    const told = (format: "avro" | "confluent" | "auto") => openReader({ ...none, format });
    expect(told("avro")).toMatchObject({ message: expect.stringContaining("`schemas-topic`") });
    expect(told("confluent")).toMatchObject({ message: expect.stringContaining("`registry.url`") });
    expect(told("auto")).toMatchObject({ kind: "error" });
    expect(openReader({ ...none, format: "json" })).toMatchObject({ kind: "reader" });
  });

  it("may be told by each message's first bytes", () => {
    const opened = openReader({ ...known, format: "auto" });
    if (opened.kind === "error") throw new Error(opened.message);
    const { reader } = opened;
    const messages = [
      VALUE,
      Buffer.from('{"key":"v1","ts":1}'),
      numbered(7),
      null,
      Buffer.from("<a>"),
    ];
    expect(reader.prepare(messages.map((value) => stored(value)))).toBe(null);
    expect(messages.map((value) => glance(reader.read(stored(value), clicks)))).toEqual([
      BOUGHT,
      "undeclared v1 1 {}",
      expect.stringMatching(/^damaged: /),
      expect.stringMatching(/^no value: /),
      expect.stringMatching(/^damaged: /),
    ]);
  });
});

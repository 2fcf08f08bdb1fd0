import avsc from "avsc";
import { describe, expect, it } from "vitest";
import { compile } from "../../../src/compile.ts";
import { noCounts } from "../../../src/machine/counts.ts";
import { load } from "../../../src/machine/machine.ts";
import { AvroWriter } from "../../../src/records/avro/avro-writer.ts";
import { patternRunner } from "../../../src/stream/pattern-runner.ts";
import { StreamRun } from "../../../src/stream/stream-run.ts";
import { avroMessages } from "../../../src/worker/records/avro-messages.ts";
import { avroOutput } from "../../../src/worker/records/avro-outputs.ts";
import { schemaIdOf } from "../../../src/worker/records/framing.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { outputSchemas, schemaMessages } from "../../../src/worker/records/output-schemas.ts";
import { outputWriter } from "../../../src/worker/records/output-writer.ts";
import { readSchemas } from "../../../src/worker/records/schemas/folder.ts";
import { fixedSchemas } from "../../../src/worker/records/schemas/store.ts";
import type { Message } from "../../../src/worker/transport.ts";
import { event, field, INTEGER, vocabulary } from "../../records/mapping.ts";
import { clicks, stored } from "./messages.ts";

const EVENTS = `events shop {
  key key
  time ts
  event buy { product: text, price: decimal(2), count: integer, weight: number?, gift: boolean }
}
`;

interface Written {
  readonly line: string;
  readonly message: Message;
}

/** Every output of a pattern over records, as its line and as its message. */
function run(text: string, records: readonly object[]) {
  const { patterns, diagnostics } = compile({
    main: { name: "p.pda", text: EVENTS + text },
    load: () => null,
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const machine = load(patterns[0]!.automaton);
  const writer = outputWriter({ "*": "T" }, avroOutput([machine.automaton]));
  const written: Written[] = [];
  const runner = patternRunner(machine, {
    counts: noCounts(),
    dead: () => {},
    line: (line) => written.push({ line, message: writer.write(line, null).message }),
  });
  const stream = new StreamRun({
    patterns: [{ runner, vocabulary: 0 }],
    ...{ sources: 1, watermark: { disorderMs: 60_000, aheadMs: null }, ahead: () => {} },
  });
  const reader = jsonMessages({ vocabularies: [machine.automaton.vocabulary] });
  for (const [offset, record] of records.entries()) {
    const [result] = reader.read(stored(JSON.stringify(record), { offset }), clicks).results;
    if (result?.kind !== "event") throw new Error(result?.detail);
    stream.event(result.event, 0, 0);
  }
  return { written, automaton: machine.automaton };
}

const buy = (ts: number, more: object = {}) => ({
  ...{ key: "a", ts, type: "buy", product: "p,1", price: "9.5", count: 3, gift: true },
  ...more,
});

/** Reads a message as another program would: by its fingerprint, with a library of its own. */
function readBack({ automaton }: ReturnType<typeof run>, { value }: Message): unknown {
  const id = schemaIdOf(value!, "single object");
  const schemas = schemaMessages([automaton], 0);
  const text = String(schemas.find(({ key }) => String(key) === id)!.value);
  class Decimal extends avsc.types.LogicalType {
    readonly scale: number;
    constructor(schema: avsc.Schema, options?: unknown) {
      super(schema, options);
      this.scale = Number((schema as { readonly scale?: unknown }).scale);
    }
    override _fromValue(bytes: Buffer): unknown {
      const digits = String(BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString("hex")}`)));
      return `${digits} / 10^${this.scale}`;
    }
  }
  const type = avsc.Type.forSchema(JSON.parse(text) as avsc.Schema, {
    logicalTypes: { decimal: Decimal },
    wrapUnions: false,
  });
  return JSON.parse(JSON.stringify(type.fromBuffer(Buffer.from(value!.subarray(10)))));
}

const TYPES = `pattern p on shop {
  session gap 1h
  remember last: time?
  emits found { product: text, price: decimal(2), count: integer, weight: number?, gift: boolean, at_: time, pause: duration? }
  start open
  state open { on buy { emit found { product, price: 0 - price, count, weight, gift, at_: at, pause: if last is known then at - last else 1h } } }
  afterwards on buy { last = at }
}`;

describe("outputs as Avro", () => {
  it("have a schema that follows from `emits`, and all its values exactly", () => {
    const ran = run(TYPES, [
      buy(1000),
      buy(2500, { weight: 0.1, price: "90000000000000000000.07" }),
    ]);
    const [first, second] = ran.written.map(({ message }) => readBack(ran, message));
    const line = JSON.parse(ran.written[0]!.line) as Record<string, unknown>;
    expect(first).toEqual({
      ...line,
      time: 1000,
      data: {
        ...{ product: "p,1", price: "-950 / 10^2", count: 3, weight: null, gift: true },
        ...{ at_: 1000, pause: 3_600_000 },
      },
    });
    expect(second).toMatchObject({
      time: 2500,
      data: { price: "-9000000000000000000007 / 10^2", weight: 0.1, pause: 1500 },
    });
    expect(outputSchemas(ran.automaton).map(({ text }) => JSON.parse(text))).toMatchObject([
      {
        ...{ name: "found", namespace: "pda.p" },
        fields: expect.arrayContaining([
          { name: "time", type: { type: "long", logicalType: "timestamp-millis" } },
        ]),
      },
    ]);
  });

  it("are read by another worker, by what the schema topic says", () => {
    const ran = run(TYPES, [buy(1000)]);
    const texts = schemaMessages([ran.automaton], 5).map(({ value }) => ({
      file: "topic",
      text: String(value),
    }));
    const read = readSchemas(texts);
    if (read.kind === "error") throw new Error(read.messages.join("\n"));
    const found = vocabulary([event("found", [field("count", INTEGER, "", ["data", "count"])])], {
      time: { name: "time", path: ["time"], unit: "milliseconds", zone: "UTC" },
      typePath: ["output"],
    });
    const reader = avroMessages({
      ...{ vocabularies: [found], framing: "single object", schemas: fixedSchemas(read.schemas) },
    });
    const [result] = reader.read(stored(ran.written[0]!.message.value), clicks).results;
    expect(result).toMatchObject({
      event: { name: "found", key: "a", time: 1000, fields: { count: 3 } },
    });
  });

  it("carry lanes, and the members of the record where the pattern says `with event`", () => {
    const ran = run(
      `pattern größe on shop {
        by key, product, count
        session gap 1h
        emits found { price: decimal(2) }
        start open
        state open { on buy { emit found { price, with event } } }
      }`,
      [buy(1000, { note: "ä", deep: { x: [1.5] } })],
    );
    expect(readBack(ran, ran.written[0]!.message)).toMatchObject({
      lane: ["p,1", "3"],
      data: {
        price: "950 / 10^2",
        _event: { key: '"a"', note: '"ä"', deep: '{"x":[1.5]}', product: '"p,1"' },
      },
    });
    expect(outputSchemas(ran.automaton)[0]!.text).toContain('"namespace":"pda.gr_uf6_udfe"');
  });

  it("tell of revisions, and of what is taken back (rule 36)", () => {
    const ran = run(
      `pattern p on shop {
        session gap 1h
        late retract within 10m
        remember n: integer = 0
        emits found { n: integer, product: text }
        start open
        state open { on buy { n = n + 1  emit found { n, product } } }
      }`,
      [buy(10_000), buy(30_000, { product: "p2" }), buy(20_000, { product: "late" })],
    );
    const lines = ran.written.map(({ line }) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.some(({ rev }) => rev === 1)).toBe(true);
    for (const [i, { message }] of ran.written.entries()) {
      const { data, rev, retracted = false } = lines[i]!;
      expect(readBack(ran, message)).toMatchObject({ rev, retracted, data: data ?? null });
      expect(message.timestampMs).toBe(Date.parse(String(lines[i]!.time)));
    }
  });

  it("of a session that is over is in no session (late emit)", () => {
    const ran = run(
      `pattern p on shop {
        session gap 1h
        late emit behind
        start open
        state open { on buy }
      }`,
      [buy(1e9, { key: "b" }), buy(0)],
    );
    expect(readBack(ran, ran.written[0]!.message)).toMatchObject({
      ...{ output: "behind", kind: "late", session: null },
      data: { _event: { ts: "0" } },
    });
  });

  it("with an integer beyond 64 bits is refused with the way out", () => {
    expect(() => run(TYPES, [buy(0, { count: "9223372036854775808" })])).toThrow(
      "`count` of the output p/a/clicks-3@0/found/1 is 9223372036854775808, more than the 64 bits of a long of Avro; `output-format: json` writes all digits",
    );
  });
});

describe("numbers as Avro writes them", () => {
  it("are those of the specification, small and large", () => {
    const writer = new AvroWriter();
    const long = avsc.Type.forSchema("long");
    for (const value of [0, -1, 1, -64, 64, 8192, -8193, 2 ** 31, -(2 ** 40) - 1, 2 ** 50 + 1]) {
      writer.int(value);
      expect([...writer.take()]).toEqual([...long.toBuffer(value)]);
      writer.long(BigInt(value));
      expect([...writer.take()]).toEqual([...long.toBuffer(value)]);
    }
    for (const [value, bytes] of [
      [0n, [2, 0]],
      [-1n, [2, 255]],
      [127n, [2, 127]],
      [128n, [4, 0, 128]],
      [-129n, [4, 255, 127]],
    ] as const) {
      writer.decimal(value);
      expect([...writer.take()]).toEqual(bytes);
    }
    // Where avsc itself is one off.
    writer.int(-(2 ** 52) - 1);
    const far = writer.take();
    writer.long(-(2n ** 52n) - 1n);
    expect(far).toEqual(writer.take());
    writer.text("x".repeat(1000));
    expect(writer.take()).toHaveLength(1002);
  });
});

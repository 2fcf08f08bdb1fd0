import { describe, expect, it } from "vitest";
import type { Type } from "../../../src/automaton/automaton.ts";
import { AvroBytes } from "../../../src/records/avro/avro-bytes.ts";
import { avroJson } from "../../../src/records/avro/json-text.ts";
import { parseSchema } from "../../../src/records/avro/schema.ts";
import { avroMessages } from "../../../src/worker/records/avro-messages.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import {
  decimal,
  field as declared,
  event,
  INTEGER,
  TEXT,
  vocabulary,
} from "../../records/mapping.ts";
import { field, storeOf, written } from "./avro.ts";
import { clicks, glance, stored } from "./messages.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 60);

/** A type, how one of its values is drawn, and the JSON that the value stands for. */
interface Drawn {
  readonly schema: unknown;
  readonly value: () => readonly [value: unknown, json: string];
  /** Below it there are these places. */
  readonly paths: readonly (readonly string[])[];
}

class Drawing {
  #state: number;
  #names = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  text(): string {
    return ["", "a", 'q"\\', "größe €", "12.5", "true", "2024-01-01T00:00:00Z", "x".repeat(40)][
      this.below(8)
    ]!;
  }

  whole(): number {
    return [0, -1, 63, 64, -8192, 2 ** 31, -(2 ** 40), 1704067200123, 2 ** 52 - 1][this.below(9)]!;
  }

  type(depth: number): Drawn {
    const own: readonly (readonly string[])[] = [[]];
    switch (this.below(depth > 2 ? 9 : 13)) {
      case 0:
        return { schema: "boolean", paths: own, value: () => this.#both(this.below(2) === 1) };
      case 1:
        return { schema: "int", paths: own, value: () => this.#both(this.below(1000) - 500) };
      case 2:
        return { schema: "long", paths: own, value: () => this.#both(this.whole()) };
      case 3:
        return { schema: "double", paths: own, value: () => this.#double() };
      case 4:
        return { schema: "string", paths: own, value: () => this.#both(this.text()) };
      case 5: {
        const schema = { type: "bytes", logicalType: "decimal", precision: 20, scale: 2 };
        return { schema, paths: own, value: () => this.#decimal() };
      }
      case 6: {
        const schema = { type: "long", logicalType: "timestamp-millis" };
        return { schema, paths: own, value: () => this.#time() };
      }
      case 7: {
        const symbols = ["A", "b_2", "true"];
        const schema = { type: "enum", name: this.#name(), symbols };
        return { schema, paths: own, value: () => this.#both(symbols[this.below(3)]) };
      }
      case 8: {
        let other = this.type(3);
        while (Array.isArray(other.schema)) other = this.type(3);
        return {
          schema: ["null", other.schema],
          paths: other.paths,
          value: () => (this.below(3) === 0 ? [null, "null"] : other.value()),
        };
      }
      case 9: {
        const items = this.type(depth + 1);
        const paths = items.paths.flatMap((path) => [
          ["0", ...path],
          ["2", ...path],
        ]);
        return {
          schema: { type: "array", items: items.schema },
          paths: [[], ...paths],
          value: () => {
            const all = Array.from({ length: this.below(4) }, () => items.value());
            return [all.map(([value]) => value), `[${all.map(([, json]) => json).join(",")}]`];
          },
        };
      }
      case 10: {
        const values = this.type(depth + 1);
        return {
          schema: { type: "map", values: values.schema },
          paths: [[], ...values.paths.map((path) => ["k1", ...path])],
          value: () => {
            const all = ["k0", "k1", "größe"]
              .slice(this.below(4))
              .map((name) => [name, values.value()] as const);
            const members = all.map(([name, [, json]]) => `${JSON.stringify(name)}:${json}`);
            return [
              Object.fromEntries(all.map(([name, [value]]) => [name, value])),
              `{${members.join(",")}}`,
            ];
          },
        };
      }
      default:
        return this.record(depth + 1, this.below(4));
    }
  }

  record(depth: number, count: number, head: readonly (readonly [string, Drawn])[] = []): Drawn {
    const name = this.#name();
    const drawn = Array.from({ length: count }, (_, i) => [`f${i}`, this.type(depth)] as const);
    const fields = [...head, ...drawn];
    return {
      schema: {
        type: "record",
        name,
        fields: fields.map(([each, { schema }]) => field(each, schema)),
      },
      paths: [[], ...drawn.flatMap(([each, { paths }]) => paths.map((path) => [each, ...path]))],
      value: () => {
        const all = fields.map(([each, of]) => [each, of.value()] as const);
        const members = all.map(([each, [, json]]) => `${JSON.stringify(each)}:${json}`);
        return [
          Object.fromEntries(all.map(([each, [value]]) => [each, value])),
          `{${members.join(",")}}`,
        ];
      },
    };
  }

  #name(): string {
    return `shop.T${this.#names++}`;
  }

  #both(value: unknown): readonly [unknown, string] {
    return [value, JSON.stringify(value)];
  }

  #double(): readonly [unknown, string] {
    const value = [0.1, -2.5, 1e21, 1e-7, 5, Number.NaN, Number.POSITIVE_INFINITY][this.below(7)]!;
    return [value, Number.isFinite(value) ? String(value) : `"${value}"`];
  }

  #decimal(): readonly [unknown, string] {
    const cents = [0, 5, -5, 950, -12345, 32767][this.below(6)]!;
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(cents);
    const digits = String(Math.abs(cents)).padStart(3, "0");
    return [bytes, `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`];
  }

  #time(): readonly [unknown, string] {
    const time = [0, -1, 1704067200123][this.below(3)]!;
    return [time, `"${new Date(time).toISOString()}"`];
  }
}

const TYPES: readonly Type[] = [
  ...[TEXT, INTEGER, decimal(2), { kind: "number" } as const],
  ...([{ kind: "boolean" }, { kind: "time" }, { kind: "duration" }] as const),
  { kind: "text", values: ["A", "a", "true"] },
];

describe("records of any schema", () => {
  it("are the JSON that they stand for: whole, and for whatever an events block wants of them", () => {
    const outcomes = new Map<string, number>();
    for (let seed = 1; seed <= RUNS; seed++) {
      const drawing = new Drawing(seed * 7919);
      const key: Drawn = { schema: "string", paths: [], value: () => ["v1", '"v1"'] };
      const ts: Drawn = {
        ...{ schema: { type: "long", logicalType: "timestamp-millis" }, paths: [] },
        value: () => [1704067200123, '"2024-01-01T00:00:00.123Z"'],
      };
      const type: Drawn = { schema: "string", paths: [], value: () => ["e", '"e"'] };
      const head = [
        ["key", key],
        ["ts", ts],
        ["type", type],
      ] as const;
      const drawn = drawing.record(0, 5, head);
      const wanted = drawn.paths.filter((path) => path.length > 0 && drawing.below(3) > 0);
      const fields = wanted.map((path, i) =>
        declared(`w${i}`, TYPES[drawing.below(TYPES.length)]!, "?~", [...path]),
      );
      const events = vocabulary([event("e", fields)]);
      const schema = drawn.schema as object;
      const avro = avroMessages({
        ...{ vocabularies: [events], framing: "single object", schemas: storeOf(schema) },
      });
      const json = jsonMessages({ vocabularies: [events] });
      const whole = avroJson(parseSchema(JSON.stringify(schema)));
      const data = new AvroBytes();
      for (let i = 0; i < 3; i++) {
        const [value, text] = drawn.value();
        const bytes = written(schema, value);
        data.open(bytes, 10, bytes.length);
        if (whole(data) !== text) expect.fail(`seed ${seed}: ${text}`);
        const fromAvro = avro.read(stored(bytes), clicks);
        const fromJson = json.read(stored(text), clicks);
        const [left, right] = [outcome(glanceSafe(fromAvro)), outcome(glanceSafe(fromJson))];
        if (left !== right)
          expect.fail(`seed ${seed}: ${left}\n${right}\n${text}\n${JSON.stringify(fields)}`);
        outcomes.set(right.split(":")[0]!.split(" ")[0]!, 1);
        const [result] = fromAvro.results;
        if (result?.kind !== "event") continue;
        const members = result.event
          .members()
          .map(([name, each]) => `${JSON.stringify(name)}:${each}`);
        if (`{${members.join(",")}}` !== text) expect.fail(`seed ${seed}: members`);
      }
    }
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(["e", "unfit"]));
  });
});

/** Fields may be bigints. */
function glanceSafe(record: Parameters<typeof glance>[0]): string {
  const [result] = record.results;
  if (result?.kind !== "event") return glance(record);
  const fields = Object.entries(result.event.fields).map(
    ([name, value]) => `${name}=${String(value)}`,
  );
  return `e ${result.event.time} ${fields.join(" ")}`;
}

/** What no record of a schema can be is said of the schema: of one record JSON says the value. */
const outcome = (told: string): string =>
  told.startsWith("incompatible schema") || told.startsWith("unfit field") ? "unfit field" : told;

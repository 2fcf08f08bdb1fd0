import type { Vocabulary } from "../src/automaton/automaton.ts";
import { AvroWriter } from "../src/records/avro/avro-writer.ts";
import { fingerprintOf } from "../src/records/avro/fingerprint.ts";
import { parseSchema } from "../src/records/avro/schema.ts";
import { avroMessages } from "../src/worker/records/avro-messages.ts";
import { singleObject } from "../src/worker/records/framing.ts";
import { jsonMessages } from "../src/worker/records/json-messages.ts";
import type { MessageReader } from "../src/worker/records/message-reader.ts";
import { outputWriter } from "../src/worker/records/output-writer.ts";
import { fixedSchemas, schemaId } from "../src/worker/records/schemas/store.ts";
import type { StoredMessage } from "../src/worker/transport.ts";
import { median } from "./median.ts";

/** What a worker's records cost in processor time: read to an event, and written as an output. */

const field = (name: string, type: Vocabulary["events"][number]["fields"][number]["type"]) => ({
  ...{ name, path: [name], type, optional: true, rounded: false },
});

const vocabulary: Vocabulary = {
  name: "shop",
  key: { name: "visitor", path: ["visitor"] },
  time: { name: "ts", path: ["ts"], unit: "milliseconds", zone: "UTC" },
  id: null,
  typePath: ["type"],
  events: [
    {
      name: "view",
      is: { names: ["view"] },
      when: null,
      fields: [field("page", { kind: "text" })],
    },
    {
      ...{ name: "buy", is: { names: ["buy"] }, when: null },
      fields: [
        field("product", { kind: "text" }),
        field("price", { kind: "exact", scale: 2 }),
        field("count", { kind: "exact", scale: 0 }),
      ],
    },
  ],
};
/** The same under another name, so that records are read twice. */
const other: Vocabulary = { ...vocabulary, name: "other" };

const text = (name: string) => ({ name, type: "string" });
const schema = parseSchema(
  JSON.stringify({
    ...{ type: "record", name: "shop.Event" },
    fields: [
      ...[text("visitor"), { name: "ts", type: { type: "long", logicalType: "timestamp-millis" } }],
      ...[text("type"), text("product")],
      { name: "price", type: { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 } },
      ...[{ name: "count", type: "int" }, text("page"), text("agent")],
      { name: "referrer", type: ["null", "string"] },
    ],
  }),
);
const fingerprint = fingerprintOf(schema);

interface Sample {
  readonly json: Uint8Array;
  readonly avro: Uint8Array;
}

const RECORDS = 50_000;
const ROUNDS = 5;

function samples(): readonly Sample[] {
  const writer = new AvroWriter();
  return Array.from({ length: RECORDS }, (_, i) => {
    const visitor = `visitor-${String((i * 7919) % 40_000).padStart(8, "0")}`;
    const [ts, type] = [1_704_067_200_000 + i * 37, i % 3 === 0 ? "buy" : "view"];
    const [product, page] = [`p${i % 997}`, `/shop/${i % 50}/product`];
    const [cents, count, agent] = [i % 100_000, i % 7, "Mozilla/5.0 (X11; Linux)"];
    const price = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
    const record = { visitor, ts, type, product, price, count, page, agent, referrer: null };
    for (const each of [visitor, null, type, product]) {
      if (each === null) writer.int(ts);
      else writer.text(each);
    }
    writer.decimal(BigInt(cents));
    writer.int(count);
    writer.text(page);
    writer.text(agent);
    writer.int(0);
    return {
      json: Buffer.from(JSON.stringify(record)),
      avro: Buffer.from(singleObject(fingerprint, writer.take())),
    };
  });
}

export function messages(print: (text: string) => void): void {
  const all = samples();
  const schemas = fixedSchemas(
    new Map([[schemaId(schema), { label: "shop.Event", type: schema }]]),
  );
  const framing = "single object";
  print("microseconds of processor time for each record, medians of rounds of 50,000:");
  for (const vocabularies of [[vocabulary], [vocabulary, other]]) {
    const twice = vocabularies.length > 1 ? ", for two vocabularies" : "";
    const readers = {
      json: jsonMessages({ vocabularies }),
      avro: avroMessages({ vocabularies, framing, schemas }),
    };
    for (const [format, reader] of Object.entries(readers)) {
      const values = all.map((sample) => sample[format as keyof Sample]);
      const bytes = Math.round(values.reduce((sum, { length }) => sum + length, 0) / RECORDS);
      print(`  ${format} of ${bytes} bytes to an event${twice}: ${readCost(reader, values)}`);
    }
  }
  print(`  an output's line to a message: ${writeCost()}`);
}

function readCost(reader: MessageReader, values: readonly Uint8Array[]): string {
  const from = { topic: "clicks", partition: 0, index: 0 };
  const key = Buffer.from("k");
  const stored = values.map(
    (value, offset): StoredMessage => ({
      ...{ key, value, headers: [], timestampMs: 0, offset, brokerTime: false },
    }),
  );
  return cost(() => {
    reader.prepare(stored);
    for (const message of stored)
      if (reader.read(message, from).results[0]!.kind !== "event") throw new Error("no event");
  });
}

function writeCost(): string {
  const writer = outputWriter({ "*": "out" });
  const line =
    '{"id":"p/visitor-00000001/clicks-0@1/bought/1","pattern":"p","version":"9a7ed0742a2970d23dd3464737ed6ba7d4d9399aea369065097a5f943ccd433a","output":"bought","kind":"output","key":"visitor-00000001","session":"p/visitor-00000001/clicks-0@1","time":"2024-01-01T00:00:01.000Z","causes":["clicks-0@1"],"data":{"price":9.50}}';
  return cost(() => {
    for (let i = 0; i < RECORDS; i++) writer.write(line, null);
  });
}

function cost(round: () => void): string {
  const taken = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    round();
    return process.cpuUsage(before).user / RECORDS;
  });
  return median(taken).toFixed(2);
}

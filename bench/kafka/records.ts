import { AvroWriter } from "../../src/records/avro/avro-writer.ts";
import { fingerprintOf } from "../../src/records/avro/fingerprint.ts";
import { parseSchema } from "../../src/records/avro/schema.ts";
import { singleObject } from "../../src/worker/records/framing.ts";
import { randomBelow } from "../random.ts";
import { type Law, ranks } from "./law.ts";

/** What goes into a topic: 200 bytes each, for the `events` block of patterns/search-attribution. */
export interface RecordOptions {
  readonly law: Law;
  readonly keys: number;
  readonly format: "json" | "avro";
}

export interface Made {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly timestampMs: number;
}

export const RECORD_BYTES = 200;
/** Between two records of a key, on average: some visits go on, some are over by the next one. */
const MEAN_GAP_MS = 600_000;
const START = 1_704_067_200_000;

/** Records one after the other in time; the same options give the same records. */
export function recordsOf(options: RecordOptions): (timeMs?: number) => Made {
  const { keys, law, format } = options;
  const random = randomBelow(7);
  const rank = ranks(law, keys, randomBelow(13));
  const visitors = Array.from({ length: keys }, (_, i) => visitorOf(i));
  const encode = format === "json" ? json : avro();
  let number = 0;
  return (timeMs = START + Math.floor((number * MEAN_GAP_MS) / keys)) => {
    number++;
    const visitor = visitors[rank()]!;
    const value = encode({
      visitor,
      timestamp: timeMs,
      ...(law === "each" ? search(random) : content(random)),
    });
    return { key: Buffer.from(visitor), value, timestampMs: timeMs };
  };
}

/** Sixteen characters; neighbours in rank are none in the alphabet. */
export const visitorOf = (rank: number): string =>
  `u${String((rank * 7_919_317) % 1_000_000_007).padStart(15, "0")}`;

interface Click {
  readonly visitor: string;
  readonly timestamp: number;
  readonly type: string;
  readonly term?: string;
  readonly product?: string;
  readonly amount?: string;
}

/** The mix of `npm run bench -- sessions`. */
function content(random: (bound: number) => number): Omit<Click, "visitor" | "timestamp"> {
  const draw = random(100);
  if (draw < 30) return search(random);
  const product = `product-${1000 + random(9000)}`;
  if (draw < 75) return { type: "view", product };
  return draw < 90
    ? { type: "cart", product }
    : { type: "purchase", product, amount: `${random(90)}.95` };
}

const search = (random: (bound: number) => number) => ({
  ...{ type: "search", term: `running sh${10 + random(90)}` },
});

/** What no pattern asks for, to make a record as long as it is to be. */
const PAGE = `https://shop.example/c/running/shoes?sort=price&page=${"1234567890".repeat(20)}`;

function json(click: Click): Buffer {
  const short = JSON.stringify({ ...click, page: "" });
  return Buffer.from(`${short.slice(0, -2)}${PAGE.slice(0, RECORD_BYTES - short.length)}"}`);
}

const text = (name: string) => ({ name, type: "string" });
const optional = (name: string) => ({ name, type: ["null", "string"], default: null });

export const CLICK_SCHEMA = JSON.stringify({
  ...{ type: "record", name: "shop.Click" },
  fields: [
    text("visitor"),
    { name: "timestamp", type: { type: "long", logicalType: "timestamp-millis" } },
    ...[text("type"), optional("term"), optional("product"), optional("amount"), text("page")],
  ],
});

function avro(): (click: Click) => Buffer {
  const fingerprint = fingerprintOf(parseSchema(CLICK_SCHEMA));
  const writer = new AvroWriter();
  const datum = (click: Click, page: string): Uint8Array => {
    writer.text(click.visitor);
    writer.int(click.timestamp);
    writer.text(click.type);
    for (const one of [click.term, click.product, click.amount]) {
      writer.int(one === undefined ? 0 : 1);
      if (one !== undefined) writer.text(one);
    }
    writer.text(page);
    return singleObject(fingerprint, writer.take());
  };
  return (click) => {
    // A text of 64 bytes or more has a second byte of length.
    const left = RECORD_BYTES - datum(click, "").length;
    return Buffer.from(datum(click, PAGE.slice(0, left > 63 ? left - 1 : left)));
  };
}

import { field, HEAD, head, record, written } from "../avro.ts";

export const PRICE = { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 };
export const BUY = record(...HEAD, field("price", PRICE));
export const VALUE = written(BUY, { ...head, price: Buffer.from([3, 0xb6]) });
export const BOUGHT = 'buy v1 1000 {"price":950}';

/** The same datum behind a registry's number. */
export const numbered = (id: number, value: Uint8Array = VALUE): Uint8Array => {
  const framed = Buffer.alloc(5);
  framed.writeUInt32BE(id, 1);
  return Buffer.concat([framed, value.subarray(10)]);
};

export const PATTERN = `events shop { key key  time ts  event buy { price: decimal(2) } }
pattern p on shop {
  session gap 1h
  emits found { price: decimal(2) }
  start open
  state open { on buy { emit found { price } } }
}`;

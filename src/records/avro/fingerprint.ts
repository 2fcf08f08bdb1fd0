import type { AvroType } from "./schema.ts";

/** The fingerprint by which single objects name their schema: CRC-64-AVRO of its canonical form. */
export const fingerprintOf = (type: AvroType): bigint =>
  crc64(new TextEncoder().encode(canonicalSchema(type)));

/**
 * Avro's Parsing Canonical Form: only what reading needs, in one order, names in full. What differs in
 * documentation, aliases, defaults or logical types alone has the same fingerprint.
 */
export function canonicalSchema(type: AvroType): string {
  const told = new Set<string>();
  const spell = (each: AvroType): string => {
    switch (each.kind) {
      case "record": {
        if (told.has(each.name)) return quoted(each.name);
        told.add(each.name);
        const fields = each.fields.map(
          ({ name, type }) => `{"name":${quoted(name)},"type":${spell(type)}}`,
        );
        return `{"name":${quoted(each.name)},"type":"record","fields":[${fields.join(",")}]}`;
      }
      case "enum": {
        if (told.has(each.name)) return quoted(each.name);
        told.add(each.name);
        const symbols = each.symbols.map(quoted).join(",");
        return `{"name":${quoted(each.name)},"type":"enum","symbols":[${symbols}]}`;
      }
      case "fixed":
        if (told.has(each.name)) return quoted(each.name);
        told.add(each.name);
        return `{"name":${quoted(each.name)},"type":"fixed","size":${each.size}}`;
      case "array":
        return `{"type":"array","items":${spell(each.items)}}`;
      case "map":
        return `{"type":"map","values":${spell(each.values)}}`;
      case "union":
        return `[${each.branches.map(spell).join(",")}]`;
      default:
        return quoted(each.kind);
    }
  };
  return spell(type);
}

const quoted = (text: string): string => JSON.stringify(text);

const EMPTY = 0xc15d213aa4d7a795n;

/** Rabin's fingerprint with the polynomial of the Avro specification. */
export function crc64(bytes: Uint8Array): bigint {
  let fingerprint = EMPTY;
  for (const byte of bytes)
    fingerprint = (fingerprint >> 8n) ^ TABLE[Number((fingerprint ^ BigInt(byte)) & 0xffn)]!;
  return fingerprint;
}

const TABLE = BigUint64Array.from({ length: 256 }, (_, i) => {
  let fingerprint = BigInt(i);
  for (let bit = 0; bit < 8; bit++)
    fingerprint = (fingerprint >> 1n) ^ ((fingerprint & 1n) === 1n ? EMPTY : 0n);
  return fingerprint;
});

/** Sixteen hexadecimal digits, as people write it. */
export const spellFingerprint = (fingerprint: bigint): string =>
  fingerprint.toString(16).padStart(16, "0");

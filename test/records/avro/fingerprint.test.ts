import { describe, expect, it } from "vitest";
import {
  canonicalSchema,
  crc64,
  fingerprintOf,
  spellFingerprint,
} from "../../../src/records/avro/fingerprint.ts";
import { parseSchema, SchemaFault } from "../../../src/records/avro/schema.ts";

const canonical = (schema: unknown) => canonicalSchema(parseSchema(JSON.stringify(schema)));

describe("fingerprints", () => {
  it("are those of the Avro specification and of its Java library", () => {
    expect(crc64(new Uint8Array(0))).toBe(0xc15d213aa4d7a795n);
    expect(fingerprintOf(parseSchema('"null"'))).toBe(7195948357588979594n);
    expect(fingerprintOf(parseSchema('"int"'))).toBe(0x7275d51a3f395c8fn);
    expect(fingerprintOf(parseSchema('"string"'))).toBe(0x8f014872634503c7n);
    expect(spellFingerprint(0x1fn)).toBe("000000000000001f");
  });

  it("are of the canonical form: full names, one order, nothing that reading does not need", () => {
    const schema = {
      ...{ doc: "x", namespace: "com.shop", type: "record", name: "Buy", aliases: ["Sale"] },
      fields: [
        {
          default: 5,
          doc: "y",
          type: { type: "int", logicalType: "date" },
          name: "day",
          order: "ignore",
        },
        { name: "self", type: ["null", "Buy"] },
        {
          name: "kind",
          type: { type: "enum", name: "other.Kind", symbols: ["A", "B"], default: "A" },
        },
        { name: "again", type: { type: "array", items: "other.Kind" } },
        { name: "md5", type: { type: "fixed", size: 16, name: "MD5" } },
        { name: "more", type: { type: "map", values: "com.shop.MD5" } },
      ],
    };
    expect(canonical(schema)).toBe(
      '{"name":"com.shop.Buy","type":"record","fields":[{"name":"day","type":"int"},{"name":"self","type":["null","com.shop.Buy"]},{"name":"kind","type":{"name":"other.Kind","type":"enum","symbols":["A","B"]}},{"name":"again","type":{"type":"array","items":"other.Kind"}},{"name":"md5","type":{"name":"com.shop.MD5","type":"fixed","size":16}},{"name":"more","type":{"type":"map","values":"com.shop.MD5"}}]}',
    );
    expect(canonical({ type: { type: "string" } })).toBe('"string"');
  });
});

describe("a schema that is none", () => {
  const record = (...fields: unknown[]) => ({ type: "record", name: "R", fields });
  it.each([
    ["{", /^The schema is no JSON: /],
    ["7", /^the schema is 7, which is no type$/],
    [record({ name: "a", type: "Other" }), /^`a` of R names the type Other, which is not known$/],
    [
      record({ name: "a", type: ["int", ["int"]] }),
      /^`a` of R, branch 2 is a union|^`a` of R is a union within a union$/,
    ],
    [record({ name: "a b", type: "int" }), /^"a b" is no name for a field of R$/],
    [
      record({ name: "a", type: "int" }, { name: "a", type: "int" }),
      /^the record R has two fields a$/,
    ],
    [record({ name: "a", type: record() }), /^`a` of R defines R a second time$/],
    [{ type: "record", name: "R" }, /^the record R has no list of fields$/],
    [{ type: "fixed", name: "F", size: -1 }, /^the size of F is -1$/],
    [{ type: "enum", name: "E" }, /^the enum E has no symbols$/],
    [{ type: "record", name: "5", fields: [] }, /^the schema has "5" for a name$/],
  ])("%j is told", (schema, message) => {
    const text = typeof schema === "string" ? schema : JSON.stringify(schema);
    expect(() => parseSchema(text)).toThrow(SchemaFault);
    expect(() => parseSchema(text)).toThrow(message);
  });

  it("nested without end is told", () => {
    const text = `${'{"type":"array","items":'.repeat(5000)}"int"${"}".repeat(5000)}`;
    expect(() => parseSchema(text)).toThrow(/nested too deep/);
  });
});

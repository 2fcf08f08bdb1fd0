import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { avroMessages } from "../../../../src/worker/records/avro-messages.ts";
import { readSchemaFolder } from "../../../../src/worker/records/schemas/folder.ts";
import { fixedSchemas } from "../../../../src/worker/records/schemas/store.ts";
import { field, HEAD, record } from "../avro.ts";
import { clicks, glance, shop, stored } from "../messages.ts";
import { BOUGHT, BUY, PRICE, VALUE } from "./bought.ts";

describe("schemas from a folder", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const folderOf = (files: Readonly<Record<string, unknown>>) => {
    const folder = mkdtempSync(join(tmpdir(), "schemas-"));
    folders.push(folder);
    mkdirSync(join(folder, "below"));
    for (const [file, schema] of Object.entries(files))
      writeFileSync(
        join(folder, file),
        typeof schema === "string" ? schema : JSON.stringify(schema),
      );
    return folder;
  };

  it("are all of it, whichever names whose types", () => {
    const read = readSchemaFolder(
      folderOf({
        "a.avsc": record(...HEAD, field("price", PRICE), field("who", "shop.Visitor")),
        "below/z.avsc": { type: "record", name: "shop.Visitor", fields: [field("id", "long")] },
        "note.txt": "no schema",
      }),
    );
    if (read.kind === "error") throw new Error(read.messages.join("\n"));
    expect([...read.schemas.values()].map(({ label }) => label)).toEqual([
      "shop.Buy (a.avsc)",
      "shop.Visitor (below/z.avsc)",
    ]);
    expect([...read.schemas.keys()].every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });

  it("are read by the fingerprint that messages bear", () => {
    const read = readSchemaFolder(folderOf({ "buy.avsc": BUY }));
    const schemas = fixedSchemas(read.kind === "schemas" ? read.schemas : new Map());
    const reader = avroMessages({ vocabularies: [shop], framing: "single object", schemas });
    expect(reader.prepare([stored(VALUE)])).toBe(null);
    expect(glance(reader.read(stored(VALUE), clicks))).toBe(BOUGHT);
  });

  it("are told where they are none, or where two cannot be told apart", () => {
    const finer = record(...HEAD, field("price", { ...PRICE, scale: 4 }));
    const read = readSchemaFolder(
      folderOf({
        "a.avsc": BUY,
        "b.avsc": finer,
        "c.avsc": "{",
        "d.avsc": record(field("x", "Y")),
      }),
    );
    expect(read).toEqual({
      kind: "error",
      messages: [
        "b.avsc: it has the fingerprint of shop.Buy (a.avsc) but other logical types, so nobody could tell which of the two wrote a record; give one of them another name",
        expect.stringMatching(/^c\.avsc: The schema is no JSON: /),
        "d.avsc: `x` of shop.Buy names the type Y, which is not known",
      ],
    });
    expect(readSchemaFolder("/no/such/folder")).toMatchObject({ kind: "error" });
    expect(readSchemaFolder(folderOf({}))).toEqual({
      kind: "error",
      messages: [expect.stringMatching(/: there is no \.avsc file in it$/)],
    });
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeMeta, encodeMeta, META_FORMAT } from "../../../src/worker/task/meta.ts";

/** Tasks' own records as releases wrote them; a file that is there is never written again. */
const FOLDER = join(import.meta.dirname, "metas");

describe("where tasks stand, as every release so far wrote it", () => {
  it.each(readdirSync(FOLDER))("is read: %s", (file) => {
    const bytes = readFileSync(join(FOLDER, file));
    const read = decodeMeta(bytes);
    if (read.kind !== "read") throw new Error(`it is ${read.kind}`);
    const { format, ...written } = JSON.parse(bytes.toString()) as { format: number };
    expect(format).toBeLessThanOrEqual(META_FORMAT);
    expect(read.meta).toEqual(written);
    expect(decodeMeta(encodeMeta(read.meta))).toEqual(read);
  });

  it("is refused where a later release wrote it, and where it is none", () => {
    const newer = Buffer.from(JSON.stringify({ format: META_FORMAT + 1 }));
    expect(decodeMeta(newer)).toEqual({ kind: "newer", format: META_FORMAT + 1 });
    for (const none of ["", "{", "null", "[]", '"x"'])
      expect(decodeMeta(Buffer.from(none))).toEqual({ kind: "damaged" });
  });
});

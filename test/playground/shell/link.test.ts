import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64Url, toBase64Url } from "../../../playground/share/base64url.ts";
import { inflated } from "../../../playground/share/deflate.ts";
import { linkHash, reachOf, readHash } from "../../../playground/share/link.ts";
import { readShared } from "../../../playground/share/shared.ts";

const hashOf = (text: string): string => `#1${deflateRawSync(text).toString("base64url")}`;

describe("links", () => {
  it("give back what was put in, whatever it was", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.option(fc.record({ name: fc.string({ maxLength: 200 }), text: fc.string() })),
        async (pattern, log) => {
          const hash = await linkHash({ pattern, log });
          expect(hash).toMatch(/^#1[\w-]*$/);
          expect(await readHash(hash)).toEqual({ kind: "shared", shared: { pattern, log } });
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 50) },
    ));

  it("of a pattern of the usual size are short", async () => {
    const rule = (at: number) =>
      `  state s${at} { on view, cart -> s${at + 1} { emit o { x } } }\n`;
    const pattern = Array.from({ length: 40 }, (_, at) => rule(at)).join("");
    expect((await linkHash({ pattern, log: null })).length).toBeLessThan(2000);
  });

  it("take any text for what it is, and never fail", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `#1${text}`),
        ),
        async (hash) => {
          const said = await readHash(hash);
          expect(["nothing", "example", "shared"]).toContain(said.kind);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) },
    ));

  it("stop a bomb while it unfolds", async () => {
    // 64 MB in 64 KB; what is let through is counted, not what is there.
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
    expect(await inflated(new Uint8Array(bomb))).toBeNull();
    expect(await inflated(new Uint8Array(deflateRawSync("abc")), 3)).toBe("abc");
    expect(await inflated(new Uint8Array(deflateRawSync("abcd")), 3)).toBeNull();
  });

  it.each([
    ["#1%%%", "damaged"],
    [hashOf("{"), "damaged"],
    [hashOf("null"), "damaged"],
    [hashOf('{"format":"pushdown.playground/1"}'), "damaged"],
    [hashOf('{"format":"pushdown.playground/2","pattern":""}'), "newer"],
    [hashOf('{"format":"other/1","pattern":""}'), "does not come from"],
    ["#7", "does not come from"],
  ])("%s is refused in words", async (hash, words) => {
    const said = await readHash(hash);
    expect(said.kind === "shared" && "refused" in said ? said.refused : "").toContain(words);
  });

  it("hold a log only as a name and a text", () => {
    const read = readShared(
      '{"format":"pushdown.playground/1","pattern":"p","log":{"name":1,"text":"x","__proto__":{}}}',
    );
    expect(read).toEqual({ shared: { pattern: "p", log: null } });
  });

  it("are said to be long where they are", () => {
    expect([reachOf(2000), reachOf(2001), reachOf(8001)]).toEqual([
      "everywhere",
      "long",
      "too long",
    ]);
  });

  it("spell bytes as links may hold them", () =>
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes));
      }),
    ));
});

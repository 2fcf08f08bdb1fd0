import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { digest, digestAnywhere } from "../../src/automaton/digest.ts";

afterEach(() => vi.unstubAllGlobals());

describe("the digest of a text", () => {
  it("is SHA-256, by the platform and without it", () => {
    const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect([digest("abc"), digestAnywhere("abc")]).toEqual([known, known]);
  });

  it("is the same by both ways for every text, halves of characters included", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 90 }), (codes) => {
        const text = String.fromCharCode(...codes);
        expect(digest(text)).toBe(digestAnywhere(text));
      }),
    );
  });

  it("asks the platform where there is one, and does without where there is none", () => {
    const asked: string[] = [];
    vi.stubGlobal("process", {
      getBuiltinModule: (name: string) => {
        asked.push(name);
        return { createHash };
      },
    });
    const own = digest("é");
    expect(asked).toEqual(["node:crypto"]);
    for (const process of [undefined, {}]) {
      vi.stubGlobal("process", process);
      expect(digest("é")).toBe(own);
    }
  });
});

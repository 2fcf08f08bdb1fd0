import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "../../src/automaton/sha256.ts";

const theirs = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

it("is SHA-256 for every length around the ends of blocks", () => {
  for (let length = 0; length <= 260; length++) {
    const text = "abcdefghij".repeat(26).slice(0, length);
    expect(sha256(text)).toBe(theirs(text));
  }
});

it("is SHA-256 of the UTF-8 of any text", () => {
  const texts = fc
    .array(fc.nat(0xffff), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units));
  fc.assert(fc.property(texts, (text) => sha256(text) === theirs(text)));
});

it("is SHA-256 of a text of many blocks", () => {
  const text = "Ängström, 北京, 🙂\n".repeat(20_000);
  expect(sha256(text)).toBe(theirs(text));
});

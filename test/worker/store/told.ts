import fc from "fast-check";
import type { DuePlace, Shelf } from "../../../src/worker/store/shelf.ts";

/** Keys that are alike, in no order of their own, or too long for a name. */
export const keys = fc.oneof(
  fc.constantFrom("", "a", "b", "ä", "𝒳", "\ue000", "a\u0000"),
  fc.string({ unit: "binary", maxLength: 5 }),
  fc.constantFrom("x", "y").map((end) => "long".repeat(600) + end),
);

/** All that can be asked of a shelf. */
export function told(shelf: Shelf) {
  return [0, 1].map((pattern) => {
    const dues: DuePlace[] = [];
    for (let due = shelf.nextDue(pattern, null); due !== null; due = shelf.nextDue(pattern, due))
      dues.push(due);
    const all = [...shelf.keys(pattern)];
    const states = all.map((key) => [key, Buffer.from(shelf.get(pattern, key)!).toString("hex")]);
    return { dues, states, count: shelf.count(pattern) };
  });
}

import fc from "fast-check";
import { expect, it } from "vitest";
import { DueQueue } from "../../src/stream/due-queue.ts";

it("gives rows by instant, then key, with one promise to a row", () => {
  const promises = fc.array(
    fc.record({
      row: fc.nat({ max: 200 }),
      instant: fc.oneof(fc.nat({ max: 20 }), fc.constant(Number.POSITIVE_INFINITY)),
      exact: fc.boolean(),
    }),
    { maxLength: 600 },
  );
  fc.assert(
    fc.property(promises, (list) => {
      const keyOf = (row: number): string => `key ${String((row * 37) % 201).padStart(3, "0")}`;
      const queue = new DueQueue(keyOf);
      const expected = new Map<number, number>();
      for (const { row, instant, exact } of list) {
        if (exact) queue.set(row, instant);
        else queue.promise(row, instant);
        const before = expected.get(row) ?? Number.POSITIVE_INFINITY;
        if (instant === Number.POSITIVE_INFINITY) expected.delete(row);
        else expected.set(row, exact ? instant : Math.min(before, instant));
      }
      const order = [...expected].sort(
        ([a, at], [b, bt]) => at - bt || (keyOf(a) < keyOf(b) ? -1 : 1),
      );
      expect(queue.size).toBe(order.length);
      for (const [row, instant] of order) {
        expect([queue.row, queue.instant]).toEqual([row, instant]);
        queue.set(row, Number.POSITIVE_INFINITY);
      }
      expect(queue.row).toBe(-1);
    }),
  );
});

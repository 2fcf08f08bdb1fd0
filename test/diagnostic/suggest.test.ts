import { expect, test } from "vitest";
import { closest } from "../../src/diagnostic/suggest.ts";

test.each([
  ["serach", ["search", "view"], "search"],
  ["Search", ["view", "search"], "search"],
  ["veiw", ["cart", "view"], "view"],
  ["add-to-cart", ["add_to_cart"], "add_to_cart"],
  ["product_id", ["product", "amount"], "product"],
  ["searches", ["search", "view"], "search"],
  ["x", ["y", "z"], null],
  ["x", ["y", "X"], "X"],
  ["xy", ["xz"], "xz"],
  ["purchase", ["view", "cart"], null],
  ["a", [], null],
  ["same", ["same"], null],
  ["constructor", ["__proto__"], null],
])("closest to %s among %j is %s", (word, candidates, expected) => {
  expect(closest(word, candidates)).toBe(expected);
});

test("of equally near ones the first is taken", () => {
  expect(closest("cat", ["bat", "hat"])).toBe("bat");
});

test("a long word is like none of many candidates", () => {
  const candidates = Array.from({ length: 2000 }, (_, n) => `event_${n}_${"x".repeat(n % 50)}`);
  expect(closest("y".repeat(2000), candidates)).toBeNull();
});

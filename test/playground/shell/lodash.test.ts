import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as own from "../../../playground/later/lodash.ts";

const require = createRequire(createRequire(import.meta.url).resolve("chevrotain"));
const whole: Record<string, unknown> = await import(require.resolve("lodash-es"));

/** One function of both, by its name. */
const both = (name: string) => {
  const [mine, theirs] = [Reflect.get(own, name), whole[name]];
  if (typeof mine !== "function" || typeof theirs !== "function") throw new Error(name);
  return (...given: readonly unknown[]) => {
    // What changes its arguments gets its own.
    const copy = () => given.map((one) => (typeof one === "function" ? one : structuredClone(one)));
    expect(Reflect.apply(mine, null, copy()), name).toEqual(Reflect.apply(theirs, null, copy()));
  };
};

const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom("a", "", null, undefined));
const list = fc.oneof(fc.array(value, { maxLength: 6 }), fc.constantFrom(null, undefined));
const record = fc.dictionary(fc.constantFrom("a", "b", "c"), value);
const collection = fc.oneof(list, record, fc.constantFrom("", "abc"));
const holds = (one: unknown, key: unknown) => Boolean(one) && key !== "b";

describe("what Chevrotain asks of lodash", () => {
  it.each(["isEmpty", "values", "keys", "clone", "isArray", "isObject", "isString", "isUndefined"])(
    "%s",
    (name) => fc.assert(fc.property(collection, (all) => both(name)(all))),
  );
  it.each(["map", "flatMap", "filter", "reject", "find", "every", "some", "groupBy"])(
    "%s",
    (name) =>
      fc.assert(
        fc.property(fc.oneof(list, record), (all) => {
          both(name)(all, holds);
          if (name !== "flatMap") both(name)(all);
        }),
      ),
  );
  it.each(["first", "last", "flatten", "compact", "uniq", "drop", "dropRight"])("%s", (name) =>
    fc.assert(fc.property(list, (all) => both(name)(all))),
  );
  it("counts what is dropped, finds what is there, leaves out what is given", () => {
    fc.assert(
      fc.property(list, fc.nat(8), (all, count) => {
        both("drop")(all, count);
        both("dropRight")(all, count);
        both("includes")(all, count);
        both("indexOf")(all, count);
        both("difference")(all, [count, "a"]);
      }),
    );
  });
  it("puts records together", () => {
    fc.assert(
      fc.property(record, record, (left, right) => {
        both("assign")(left, right);
        both("defaults")(left, right);
        both("pickBy")(left, holds);
        both("has")(left, "a");
      }),
    );
  });
  it("reduces with and without a first value, and stops where `false` is answered", () => {
    const joined = (so: unknown, one: unknown) => `${so}${one}`;
    fc.assert(
      fc.property(collection, (all) => {
        both("reduce")(all, joined, "");
        both("reduce")(all, joined);
        const seen: unknown[][] = [[], []];
        own.forEach(all, (one) => seen[0]!.push(one) < 2);
        Reflect.apply(whole.forEach as () => void, null, [
          all,
          (one: unknown) => seen[1]!.push(one) < 2,
        ]);
        expect(seen[0]).toEqual(seen[1]);
      }),
    );
  });
  it("is all that is asked for", () => {
    const folder = dirname(require.resolve("chevrotain"));
    const asked = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".js"))
      .flatMap((name) => [
        ...readFileSync(join(folder, name), "utf8").matchAll(
          /import \{([^}]*)\} from "lodash-es"/g,
        ),
      ])
      .flatMap(([, names]) => names!.split(",").map((one) => one.trim().split(" ")[0]!))
      .filter((name) => name !== "");
    expect([...new Set(asked)].filter((name) => !(name in own))).toEqual([]);
  });
});

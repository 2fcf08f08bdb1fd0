import { expect, it } from "vitest";
import { overrideVocabulary, readPath, spellPath } from "../../src/records/override.ts";
import { event, mapOne, vocabulary } from "./mapping.ts";

it("reads key, time and type name from other places", () => {
  const shop = vocabulary([event("buy", [])]);
  const json = '{"user":{"id":7},"at":1704067200,"action":"buy","key":"k","ts":1,"type":"sell"}';
  expect(mapOne(json, overrideVocabulary(shop, {}))).toMatchObject({
    event: { key: "k", time: 1, name: null },
  });
  const elsewhere = overrideVocabulary(shop, {
    key: "user.id",
    time: "at in seconds",
    type: "action",
  });
  expect(mapOne(json, elsewhere)).toMatchObject({
    event: { key: "7", time: 1704067200000, name: "buy" },
  });
});

it.each([
  ["a", ["a"]],
  ["a.b.0", ["a", "b", "0"]],
  ['"a.b".c', ["a.b", "c"]],
  ['x."a \\"b\\""', ["x", 'a "b"']],
])("a path %s", (text, path) => {
  expect(readPath(text)).toEqual(path);
  expect(readPath(spellPath(path))).toEqual(path);
});

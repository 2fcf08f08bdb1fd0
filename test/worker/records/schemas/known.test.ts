import { expect, it } from "vitest";
import { parseSchema } from "../../../../src/records/avro/schema.ts";
import { KnownSchemas } from "../../../../src/worker/records/schemas/known.ts";

it("remembers for a while what nobody has, and no more of it than damage may fill memory with", () => {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const schemas = new KnownSchemas(clock, 1_000);
  for (let i = 0; i < 15_000; i++) schemas.miss(`${i}`);
  expect(schemas.find("0"), "who asked finds all that was answered").toBe(null);

  schemas.forget();
  expect(schemas.find("4999"), "the oldest are asked for again").toBe(undefined);
  expect(schemas.find("5000")).toBe(null);

  nowMs = 1_000;
  expect(schemas.find("14999"), "after a while, all").toBe(undefined);
  schemas.learn("14999", { label: "click (a folder)", type: parseSchema('"string"') });
  expect(schemas.find("14999")?.label).toBe("click (a folder)");
});

import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { damaging, randomness } from "../syntax/damage.ts";
import { texts } from "../syntax/texts.ts";

// Checking costs more than reading, so there are fewer cases; `npm run test:fuzz` for the long run.
const cases = Math.ceil(Number(process.env.FUZZ_CASES ?? 5000) / 20);
const seed = Number(process.env.FUZZ_SEED ?? 20240102);

test(`${cases} damaged patterns are checked without crash or hang`, { timeout: 3_600_000 }, () => {
  const library = texts.filter(([path]) => path.startsWith("patterns/")).map(([, text]) => text);
  const damaged = damaging(library, randomness(seed));
  let slowest = { ms: 0, number: 0 };
  let good = 0;
  for (let number = 0; number < cases; number++) {
    const text = damaged();
    const begun = process.cpuUsage();
    const { diagnostics } = compile({ main: { name: "x", text }, load: () => null });
    // Processor time: a busy machine makes nothing slower than it is.
    const { user, system } = process.cpuUsage(begun);
    const ms = (user + system) / 1000;
    if (ms > slowest.ms) slowest = { ms, number };
    if (diagnostics.length === 0) good++;
    for (const { primary, message, code } of diagnostics) {
      expect(message, `case ${number}: ${code}`).not.toMatch(/undefined|NaN|\[object/);
      expect(primary.span.end, `case ${number}: ${code}`).toBeLessThanOrEqual(text.length);
    }
  }
  console.log(
    `${cases} cases, seed ${seed}: ${good} without mistakes; slowest ${slowest.ms.toFixed(0)} ms (case ${slowest.number})`,
  );
  expect(slowest.ms).toBeLessThan(120_000); // against hangs; the figure is printed
});

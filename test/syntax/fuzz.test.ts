import { expect, test } from "vitest";
import { parse } from "../../src/syntax/parse.ts";
import { format } from "../../src/syntax/print.ts";
import { damaging, randomness } from "./damage.ts";
import { plain } from "./plain.ts";
import { texts } from "./texts.ts";

// `npm run test:fuzz` for the long run; FUZZ_SEED for another one.
const cases = Number(process.env.FUZZ_CASES ?? 5000);
const seed = Number(process.env.FUZZ_SEED ?? 20240101);

test(`${cases} damaged texts are read without crash or hang`, { timeout: 3_600_000 }, () => {
  const damaged = damaging(
    texts.map(([, text]) => text),
    randomness(seed),
  );
  let slowest = { ms: 0, number: 0 };
  let good = 0;
  for (let number = 0; number < cases; number++) {
    const text = damaged();
    const begun = process.cpuUsage();
    const { file, diagnostics } = parse({ name: "x", text });
    // Processor time: a busy machine makes nothing slower than it is.
    const { user, system } = process.cpuUsage(begun);
    const ms = (user + system) / 1000;
    if (ms > slowest.ms) slowest = { ms, number };
    for (const { primary, related, help } of diagnostics)
      for (const { start, end } of [primary, ...related]
        .map(({ span }) => span)
        .concat(help.flatMap(({ edits }) => edits ?? []).map(({ span }) => span)))
        if (!(start >= 0 && start <= end && end <= text.length))
          throw new Error(`case ${number}: a span outside of the text`);
    if (diagnostics.length === 0) {
      good++;
      if (file.lost.length > 0) throw new Error(`case ${number}: something is lost in silence`);
      if (number % 10 === 0) {
        const once = format({ name: "x", text }).text ?? "";
        expect(format({ name: "x", text: once }).text, `case ${number}`).toBe(once);
        expect(plain(once), `case ${number}`).toEqual(plain(text));
      }
    }
  }
  console.log(
    `${cases} cases, seed ${seed}: ${good} without mistakes; slowest ${slowest.ms.toFixed(0)} ms (case ${slowest.number})`,
  );
  expect(slowest.ms).toBeLessThan(120_000); // against hangs; the figure is printed
});

import { expect, test } from "vitest";
import { lifeOf } from "../../src/why/life.ts";
import { isWanted } from "../../src/why/wanted.ts";
import { type Judged, judge } from "./naming.ts";
import { type Planted, plantedSessions } from "./planted.ts";

/** Sessions of six patterns of the library with one fault each: an event missing, one moved, a limit missed by a little. */
const COUNT = 50;
/** `WHY_SEEDS=20` plants so many fifties. */
const SEEDS = Number(process.env.WHY_SEEDS ?? 1);

test.each(Array.from({ length: SEEDS }, (_, i) => 11 + i))(
  "of fifty planted faults at least 45 are named first, seed %i",
  (seed) => {
    const judged = plantedSessions(COUNT, seed).map((planted) => ({ planted, ...judge(planted) }));
    const missed = judged.filter(({ naming }) => naming === "not named").map(toldOf);
    const counted = (naming: Judged["naming"]) =>
      judged.filter((one) => one.naming === naming).length;
    console.log(
      `planted faults, seed ${seed}: ${COUNT - missed.length} of ${COUNT} named first ` +
        `(${counted("named as a neighbour")} as one of two neighbours, ${counted("named among equals")} among equals)` +
        missed.map((line) => `\n  missed: ${line}`).join(""),
    );
    expect(COUNT - missed.length, missed.join("\n")).toBeGreaterThanOrEqual(45);
    for (const { planted, first } of judged) if (first !== undefined) replays(planted, first);
  },
  30_000 * SEEDS,
);

const toldOf = ({ planted, first }: { planted: Planted } & Judged): string =>
  `${planted.pattern}, ${planted.kind} ${planted.event.name}: ${first?.edits.map(({ kind }) => kind).join(", ")}`;

/** Nothing is claimed that does not come true: the edited events, run from nothing, give the output. */
function replays(
  { machine, wanted }: Planted,
  { path, edits }: NonNullable<Judged["first"]>,
): void {
  if (edits.some((edit) => edit.kind === "test" && edit.fields === null)) return;
  const events = path
    .flatMap(({ passage }) => passage.happenings)
    .flatMap(({ stimulus }) => (stimulus.kind === "event" ? [stimulus.event] : []));
  const inputs = events.map((event) => ({ is: "event", event, behind: false }) as const);
  const outputs = lifeOf(machine, "k", inputs).moments.flatMap(
    ({ happening }) => happening.step.outputs,
  );
  expect(outputs.some((output) => isWanted(output, wanted))).toBe(true);
}

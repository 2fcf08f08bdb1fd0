import type { Tally } from "../compare/tally.ts";
import { percent } from "../compare/words.ts";
import { roundUp } from "./grid.ts";
import { sayRound } from "./recommend.ts";
import type { SettleCurve } from "./remedies.ts";

/** Shares for which an age is told. */
const SAID = [0.01, 0.001, 0.0001] as const;
const PER_OCTAVE = 4;

/** How many results are still taken back after they have stood so long. */
export function settleCurve(within: string, { told, takenBack }: Tally): SettleCurve {
  const share = (ageMs: number): number => (told === 0 ? 0 : takenBack.above(ageMs) / told);
  const end = takenBack.quantile(1);
  const ages = [0];
  for (let octave = 0; ages.at(-1)! < end; octave++)
    for (let part = 0; part < PER_OCTAVE; part++) {
      const age = Math.round(100 * 2 ** octave * (1 + part / PER_OCTAVE));
      if (ages.at(-1)! < end) ages.push(age);
    }
  const first = told === 0 ? 0 : takenBack.count / told;
  return {
    ...{ within, results: told, retracted: takenBack.count },
    points: ages.map((ageMs) => ({ ageMs, share: ageMs === 0 ? first : share(ageMs) })),
    sentences:
      first === 0
        ? ["No result is taken back."]
        : [
            `${percent(first)} of results are taken back at some time.`,
            ...SAID.filter((each) => each < first).map((each) => {
              const age = settled(each, share, end);
              return `After ${sayRound(age)}, at most ${percent(each)} of results are still taken back.`;
            }),
          ],
  };
}

/** The least round age after which at most such a share is taken back. */
function settled(target: number, share: (ageMs: number) => number, endMs: number): number {
  let age = 1;
  while (share(age) > target && age < endMs) age = roundUp(age * 1.01 + 1);
  return age;
}

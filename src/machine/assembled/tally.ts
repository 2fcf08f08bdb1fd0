import { rulesOf, type Tally } from "../tally.ts";
import type { Layout } from "../twin/layout.ts";
import type { Moment } from "./moment.ts";

/** Counts what a step did, once it is done; `code` -1: it was no event's. */
export type Count = (moment: Moment, from: number, code: number) => void;

export function counting({ machine, undeclared }: Layout, tally: Tally): Count {
  const sweeping = rulesOf(machine).map(({ sweeps }) => sweeps);
  const outputs = new Map(machine.automaton.outputs.map(({ name }, number) => [name, number]));
  return ({ lane, state, rule, occurrences }, from, code) => {
    for (const met of [from, state]) {
      if (lane.seen.has(met)) continue;
      lane.seen.add(met);
      tally.reached[met]!++;
    }
    for (const [output, count] of occurrences) tally.outputs[outputs.get(output)!]! += count;
    if (rule < 0) return;
    tally.fired[rule]!++;
    if (code >= 0 && sweeping[rule]) tally.swept[from * (undeclared + 1) + code]!++;
  };
}

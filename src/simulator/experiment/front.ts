/** What a choice costs, in several ways; less is better. */
export type Costs = readonly number[];

/** Those that no other beats: as good in every way, and better in one (Pareto). Of equals, the first. */
export function frontOf(choices: readonly Costs[]): number[] {
  const beats = (one: Costs, other: Costs, earlier: boolean): boolean =>
    one.every((cost, i) => cost <= other[i]!) &&
    (earlier || one.some((cost, i) => cost < other[i]!));
  return choices.flatMap((own, at) =>
    choices.some((each, i) => i !== at && beats(each, own, i < at)) ? [] : [at],
  );
}

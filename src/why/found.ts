import { COST } from "./cost.ts";
import type { Edit } from "./edit.ts";
import { type Explanation, namesOf } from "./node.ts";

/** So many are kept in sight. */
const ENOUGH = 6;
const ANY = Number.POSITIVE_INFINITY;

/** Explanations found so far: of each set of edits the cheapest. */
export class Found {
  private readonly byName = new Map<string, Explanation>();

  get size(): number {
    return this.byName.size;
  }

  add(explanation: Explanation): void {
    const name = [...namesOf(explanation.edits)].sort().join(", ");
    const known = this.byName.get(name);
    if (known === undefined || explanation.cost < known.cost) this.byName.set(name, explanation);
  }

  /** What another explanation may cost and still be worth telling. */
  worth(): number {
    if (this.size === 0) return ANY;
    const costs = [...this.byName.values()].map(({ cost }) => cost).sort((a, b) => a - b);
    return Math.min(costs[0]! + COST.further, costs[ENOUGH - 1] ?? ANY);
  }

  /** The cheapest first, without those that do more than another does; equals of one place are one. */
  ranked(): readonly Explanation[] {
    const sorted = [...this.byName.values()].sort(
      (a, b) => a.cost - b.cost || a.edits.length - b.edits.length,
    );
    const least = withoutDetours(
      sorted.filter((one) => !sorted.some((other) => isPart(other, one))),
    );
    const told: Explanation[] = [];
    for (const one of least) {
      const equal = told.findIndex((other) => isEqual(other, one));
      if (equal < 0) told.push(one);
      else told[equal] = joined(told[equal]!, one);
    }
    return told;
  }
}

function isPart(small: Explanation, large: Explanation): boolean {
  if (small.edits.length >= large.edits.length) return false;
  const names = namesOf(large.edits);
  return namesOf(small.edits).every((name) => names.includes(name));
}

/**
 * Where an event is moved to after the result, and the result would come without it as well, it was in the
 * way: that is told in the place of the move.
 */
function withoutDetours(sorted: readonly Explanation[]): readonly Explanation[] {
  const told = sorted.map((one) => {
    const [edit, more] = one.edits;
    if (edit?.kind !== "moved" || more !== undefined) return one;
    return sorted.find((other) => isInstead(other, edit, one)) ?? one;
  });
  return told.filter((one, i) => told.indexOf(one) === i);
}

function isInstead(
  { edits }: Explanation,
  { input, before }: Extract<Edit, { kind: "moved" }>,
  moved: Explanation,
): boolean {
  const [edit, more] = edits;
  if (edit?.kind !== "extra" || more !== undefined) return false;
  const passed = before < input ? edit.input >= before && edit.input < input : edit.input === input;
  return passed && !comesBefore(moved, edit.input, input);
}

/** Whether an input takes part before the result comes. */
function comesBefore({ path, happening }: Explanation, input: number, moved: number): boolean {
  const goal = path.findIndex(({ passage }) => passage.happenings.includes(happening));
  return path
    .slice(0, goal + 1)
    .some((taken) => (input === moved ? taken.edit?.kind === "moved" : taken.input === input));
}

type Missing = Extract<Edit, { kind: "missing" }>;

const onlyMissing = ({ edits }: Explanation): Missing | null =>
  edits.length === 1 && edits[0]!.kind === "missing" ? edits[0]! : null;

/** Two events of which either could be the missing one: nothing in the log tells them apart. */
function isEqual(one: Explanation, other: Explanation): boolean {
  const [a, b] = [onlyMissing(one), onlyMissing(other)];
  return (
    a !== null &&
    b !== null &&
    a.before === b.before &&
    Math.abs(one.cost - other.cost) < 1e-9 &&
    one.output.output === other.output.output
  );
}

function joined(one: Explanation, other: Explanation): Explanation {
  const [a, b] = [onlyMissing(one)!, onlyMissing(other)!];
  return { ...one, edits: [{ ...a, or: [...a.or, b.event] }] };
}

import { encodeId } from "../render.ts";
import type { Layout } from "../twin/layout.ts";
import type { Configuration, Moment, Ref } from "./moment.ts";

/** A timer of a state's chain: where its instant is kept, how long it takes, whose it is. */
export interface Clockwork {
  readonly cell: number;
  readonly duration: number;
  readonly idle: boolean;
  /** Rule 10: it comes after the events of its instant. */
  readonly within: boolean;
  readonly owner: string;
  /** Groups are not left by moves inside them. */
  readonly ofGroup: boolean;
  /** `owner.n`, and how it stands in the id of an output. */
  readonly name: string;
  readonly idName: string;
}

/** The timers of each state, by number: own ones first, then groups inside out (rule 23). */
export const clockworks = ({ automaton, cells }: Layout): readonly (readonly Clockwork[])[] =>
  automaton.states.map((state) =>
    cells.get(state.name)!.map(({ cell, owner, index, timer }) => ({
      ...{ cell, duration: timer.duration, owner: owner.name, ofGroup: "parent" in owner },
      ...{ idle: timer.kind === "idle", within: timer.kind === "within" },
      ...{ name: `${owner.name}.${index}`, idName: encodeId(`${owner.name}.${index}`) },
    })),
  );

type Timers = Pick<Configuration, "due" | "armed" | "armedOrders">;

export function arm(
  timers: readonly Clockwork[],
  now: number,
  ref: Ref,
  order: number,
  into: Timers,
): void {
  if (timers.length === 0) return;
  const [due, armed, orders] = [[...into.due], [...into.armed], [...into.armedOrders]];
  for (const { cell, duration } of timers) {
    due[cell] = now + duration;
    armed[cell] = ref;
    orders[cell] = order;
  }
  into.due = due;
  into.armed = armed;
  into.armedOrders = orders;
}

export function spend(timers: readonly Pick<Clockwork, "cell">[], from: Timers): void {
  if (timers.length === 0) return;
  const due = [...from.due];
  for (const { cell } of timers) due[cell] = Number.POSITIVE_INFINITY;
  from.due = due;
}

/**
 * Leaves the state and enters another (rules 14 and 23). Groups that hold both are not left, but by a call or
 * return (`fromOutside`), which leaves and enters all.
 */
export function cross(
  target: number,
  fromOutside: boolean,
  timers: readonly (readonly Clockwork[])[],
  moment: Moment,
): void {
  const [left, entered] = [timers[moment.state]!, timers[target]!];
  const staysIn = (others: readonly Clockwork[]) => (timer: Clockwork) =>
    !fromOutside && timer.ofGroup && others.some(({ owner }) => owner === timer.owner);
  const [stays, stayed] = [staysIn(entered), staysIn(left)];
  spend(
    left.filter((timer) => !stays(timer)),
    moment,
  );
  const begun = entered.filter((timer) => !stayed(timer));
  arm(begun, moment.now, moment.ref, moment.order, moment);
  moment.state = target;
}

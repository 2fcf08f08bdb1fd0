import type { ArmedTimer, Writer } from "../configuration.ts";
import { chainOf, type Machine, type Owner, timerOf } from "../machine.ts";
import type { Moment } from "./moment.ts";

/** The timers with which a session begins in a state (rule 23). */
export const armedAtStart = (
  machine: Machine,
  state: string,
  now: number,
  armedBy: Writer,
): readonly ArmedTimer[] => chainOf(machine, state).flatMap((owner) => armed(owner, now, armedBy));

/**
 * Leaves the state and enters another (rules 14 and 23). Groups that hold both are not left, but by a call
 * or return (`fromOutside`), which leaves and enters all.
 */
export function cross(target: string, fromOutside: boolean, moment: Moment): void {
  const left = chainOf(moment.machine, moment.state);
  const entered = chainOf(moment.machine, target);
  const stays = (owner: Owner): boolean =>
    !fromOutside && "parent" in owner && left.includes(owner) && entered.includes(owner);
  const staying = new Set(left.filter(stays).map((owner) => owner.name));
  moment.timers = [
    ...moment.timers.filter((timer) => staying.has(timer.owner)),
    ...entered
      .filter((owner) => !stays(owner))
      .flatMap((owner) => armed(owner, moment.situation.now, moment.writer)),
  ];
  moment.state = target;
}

/** Rule 23: every counted event stepped here restarts `idle` timers, also those that rest. */
export function restartIdleTimers(moment: Moment): void {
  const { machine, timers, state, situation, writer } = moment;
  moment.timers = [
    ...timers.filter(({ owner, index }) => timerOf(machine, owner, index).kind !== "idle"),
    ...chainOf(machine, state).flatMap((owner) => armed(owner, situation.now, writer, "idle")),
  ];
}

/** The timers of an owner, armed at `now`; of one kind if said. */
function armed(owner: Owner, now: number, armedBy: Writer, kind?: "idle"): readonly ArmedTimer[] {
  return owner.timers.flatMap((timer, i) =>
    kind === undefined || timer.kind === kind
      ? [{ owner: owner.name, index: i + 1, due: now + timer.duration, armedBy }]
      : [],
  );
}

import { noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import type { Counts } from "../../../src/machine/output.ts";
import { outputLine } from "../../../src/machine/render.ts";
import type { Step } from "../../../src/machine/step.ts";
import type { Input } from "../../oracle/oracle.ts";
import {
  clockOf,
  type Deed,
  type DueThing,
  type Mark,
  type Path,
  pathsOf,
  type Stand,
  sessionOf,
} from "./cause-paths.ts";
import { nameOf, oldestOf, type Read, waitsForItself } from "./cause-waiting.ts";

/**
 * Rule 37 as slowly as it can be said: every step replays the whole path from its root, nothing is kept of
 * a path but what was done on it, and a session's facts are counted anew from the list of what happened.
 * Single steps are the reference's; who starts where, when, and what is told is not.
 */
export interface FollowOptions {
  readonly field: string;
  readonly id: string;
  readonly wait: number;
  readonly keep: number;
}

export interface Followed {
  readonly lines: readonly string[];
  readonly dead: readonly string[];
  readonly counts: Counts;
  readonly order: { duplicates: number; unknown: number; ended: number; evicted: number };
}

type Said = { lines: string[]; dead: string[]; counts: Partial<Counts>[] };

const nothingSaid = (): Said => ({ lines: [], dead: [], counts: [] });

export function follow(
  machine: Machine,
  { field: causeField, id: idField, wait: waitMs, keep }: FollowOptions,
  inputs: readonly Input[],
): Followed {
  const { automaton } = machine;
  const key = inputs.flatMap((input) => (input.kind === "event" ? [input.event.key] : []))[0] ?? "";
  let stand: Stand | null = null;
  let waiting: readonly Read[] = [];
  let remembered: readonly { readonly id: string; readonly end: number }[] = [];
  let greatest = Number.NEGATIVE_INFINITY;
  const lines: string[] = [];
  const dead: string[] = [];
  const counts = noCounts();
  const order = { duplicates: 0, unknown: 0, ended: 0, evicted: 0 };

  const { replay, endOf, firstDue } = pathsOf(machine, key);

  function tell(said: Said): void {
    lines.push(...said.lines);
    dead.push(...said.dead);
    for (const some of said.counts)
      for (const [name, more] of Object.entries(some)) counts[name as keyof Counts] += more;
  }

  function hear(done: Step, said: Said): void {
    said.lines.push(...done.outputs.map(outputLine));
    said.counts.push({
      framesDropped: done.framesDropped,
      pushesRefused: done.pushRefused ? 1 : 0,
    });
  }

  /** What the end says, on the path whose event was stepped last. */
  function sayEnd({ paths, marks }: Stand, at: number, by: "gap" | "max" | "pattern", said: Said) {
    const path = paths.at(-1)!;
    const now = Math.max(at, clockOf(path));
    const deed: Deed = { does: "end", by, session: sessionOf(marks), at, now, latest: path.latest };
    const { last } = replay({ ...path, deeds: [...path.deeds, deed] });
    hear(last!, said);
    said.counts.push({ dueSteps: 1, sessionsEnded: 1, dueFailed: last!.failure === null ? 0 : 1 });
    if (last!.failure !== null) said.dead.push(`due end @${now}`);
  }

  function close({ paths, marks }: Stand, at: number): void {
    const end = Math.max(at, sessionOf(marks).clock);
    remembered = [...remembered, ...paths.map(({ id }) => ({ id, end }))]
      .toSorted((a, b) => a.end - b.end)
      .slice(-keep);
    stand = null;
  }

  const forget = (reached: number): void => {
    remembered = remembered.filter(({ end }) => end + waitMs >= reached);
  };

  // ---------------------------------------------------------------- time

  /** A due timer on a path: the stand after it, and whether it ends the session. */
  function takeTimer(
    before: Stand,
    { path: place, timer }: DueThing,
    said: Said,
  ): [Stand, boolean] {
    const path = before.paths[place]!;
    const { due, owner, index } = timer!;
    const marks = [...before.marks, { due }];
    const facts = { session: sessionOf(marks), at: due, now: due, latest: path.latest };
    const deeds = [
      ...path.deeds,
      { does: "timer" as const, timer: { owner, index, due }, ...facts },
    ];
    const { last } = replay({ ...path, deeds });
    hear(last!, said);
    said.counts.push({ dueSteps: 1, dueFailed: last!.failure === null ? 0 : 1 });
    if (last!.failure !== null) said.dead.push(`due ${owner}.${index} @${due}`);
    return [{ paths: before.paths.with(place, { ...path, deeds }), marks }, last!.endsSession];
  }

  function pass(until: number, through: boolean): void {
    while (stand !== null) {
      const next = firstDue(stand, ({ hasChild }) => !hasChild, true, until, through);
      if (next === undefined) return;
      const said = nothingSaid();
      if (next.timer === null) {
        const { at, by } = endOf(stand.marks);
        sayEnd(stand, at, by, said);
        close(stand, at);
      } else {
        const [after, ends] = takeTimer(stand, next, said);
        stand = after;
        if (ends) {
          sayEnd(after, next.timer.due, "pattern", said);
          close(after, next.timer.due);
        }
      }
      tell(said);
    }
  }

  /** Behind the clock of a session that is not over before that time, found out or not. */
  function isBehind(time: number): boolean {
    if (stand === null || time >= sessionOf(stand.marks).clock) return false;
    for (let at: Stand = stand; ; ) {
      const next = firstDue(at, ({ hasChild }) => !hasChild, true, time, false);
      if (next === undefined) return true;
      if (next.timer === null) return false;
      const [after, ends] = takeTimer(at, next, nothingSaid());
      if (ends) return false;
      at = after;
    }
  }

  // ---------------------------------------------------------------- events

  const keptPlace = (id: string | null): number =>
    id === null || stand === null ? -1 : stand.paths.findIndex((path) => path.id === id);
  const isKnown = (id: string): boolean =>
    keptPlace(id) >= 0 || remembered.some((other) => other.id === id);

  function fails({ event, late }: Read): false {
    const count = { handedOn: 1, stepped: 1, failed: 1, late: late ? 1 : 0 };
    tell({ lines: [], dead: [`event ${event.id} @${event.time}`], counts: [count] });
    return false;
  }

  function stepOne(read: Read, from: string | null): boolean {
    const { event, id, late } = read;
    const { time } = event;
    pass(time, false);
    const said = nothingSaid();
    const parent = keptPlace(from);
    let before: Stand | null = stand;
    let overAt: number | null = null;
    if (parent >= 0) {
      // The path as the event would have it: the parent's, and what is overdue there.
      const own = { ...before!.paths[parent]!, latest: event.id, hasChild: false };
      let branch: Stand = { paths: [own], marks: before!.marks };
      for (;;) {
        const next = firstDue(branch, () => true, false, time, false);
        if (next === undefined) break;
        const [after, ends] = takeTimer(branch, next, said);
        branch = after;
        if (!ends) continue;
        overAt = next.timer!.due;
        sayEnd({ paths: before!.paths, marks: after.marks }, overAt, "pattern", said);
        break;
      }
      before =
        overAt === null
          ? { paths: [...before!.paths, branch.paths[0]!], marks: branch.marks }
          : null;
    }
    const marks: readonly Mark[] = [...(before?.marks ?? []), { event }];
    const session = sessionOf(marks);
    const follows = parent >= 0 && overAt === null;
    const base: Pick<Path, "root" | "deeds"> = follows
      ? before!.paths.at(-1)!
      : { root: { now: time, writer: { id: event.id, order: session.events } }, deeds: [] };
    const now = Math.max(time, base.root.now, ...base.deeds.map((deed) => deed.now));
    const deed: Deed = { does: "event", event, session, at: time, now, latest: event.id };
    const path: Path = {
      ...{ id, latest: event.id, root: base.root },
      ...{ deeds: [...base.deeds, deed], hasChild: false },
    };
    const last = replay(path).last!;
    if (last.failure !== null) return fails(read);
    hear(last, said);
    if (from !== null && !follows) order.ended++;
    if (overAt !== null) close(stand!, overAt);
    if (before === null) said.counts.push({ sessionsBegun: 1 });
    const earlier = (before?.paths ?? [])
      .slice(0, follows ? -1 : undefined)
      .map((other, place) => (follows && place === parent ? { ...other, hasChild: true } : other));
    const paths = [...earlier, path];
    order.evicted += Math.max(0, paths.length - keep);
    stand = { paths: paths.slice(-keep), marks };
    const outcome = last.taken ? { taken: 1 } : { unmatched: 1 };
    said.counts.push({ handedOn: 1, stepped: 1, late: late ? 1 : 0, ...outcome });
    if (last.endsSession) {
      sayEnd(stand, time, "pattern", said);
      close(stand, time);
    }
    tell(said);
    return true;
  }

  function stepAll(read: Read, from: string | null): void {
    if (!stepOne(read, from)) return;
    for (const child of waiting.filter(({ cause }) => cause === read.id)) {
      if (!isKnown(read.id)) return;
      waiting = waiting.filter((other) => other !== child);
      stepAll(child, read.id);
    }
  }

  // ---------------------------------------------------------------- waiting

  function giveUp(reached: number, wait = waitMs): void {
    for (let next = oldestOf(waiting); next !== undefined; next = oldestOf(waiting)) {
      if (next.event.time + wait >= reached) return;
      const gone = next;
      waiting = waiting.filter((other) => other !== gone);
      order.unknown++;
      stepAll(next, null);
    }
  }

  function receive(event: Event, behindWatermark: boolean): void {
    const ignored =
      event.name === null
        ? automaton.ignore.undeclared
        : automaton.ignore.events.includes(event.name);
    if (ignored) {
      counts.handedOn++;
      counts.ignored++;
      return;
    }
    const id = nameOf(event, idField) ?? event.id;
    if (isKnown(id) || waiting.some((other) => other.id === id)) {
      order.duplicates++;
      return;
    }
    greatest = Math.max(greatest, event.time);
    giveUp(greatest);
    forget(greatest);
    const late = behindWatermark || isBehind(event.time);
    const read: Read = { event, id, cause: nameOf(event, causeField), late };
    if (waitsForItself(read, waiting)) {
      pass(event.time, false);
      fails(read);
      return;
    }
    if (read.cause === undefined) {
      stepAll(read, null);
      return;
    }
    if (isKnown(read.cause)) pass(event.time, false);
    forget(greatest);
    if (isKnown(read.cause)) stepAll(read, read.cause);
    else {
      waiting = [...waiting, read];
      giveUp(greatest);
    }
  }

  function reachWatermark(at: number): void {
    for (;;) {
      const held = oldestOf(waiting);
      if (held === undefined || at < held.event.time) pass(at, false);
      else pass(held.event.time - 1, true);
      if (held === undefined || held.event.time + waitMs >= at) break;
      giveUp(held.event.time + waitMs + 1);
    }
    forget(at);
  }

  for (const input of inputs) {
    if (input.kind === "event") receive(input.event, input.behindWatermark);
    else if (input.kind === "watermark") reachWatermark(input.at);
    else {
      giveUp(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
      pass(Number.POSITIVE_INFINITY, true);
    }
    // What has ended meanwhile may be long over already.
    forget(greatest);
  }
  return { lines, dead, counts, order };
}

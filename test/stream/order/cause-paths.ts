import type {
  ArmedTimer,
  Configuration,
  Session,
  Writer,
} from "../../../src/machine/configuration.ts";
import type { Event } from "../../../src/machine/event.ts";
import { chainOf, type Machine, timerOf } from "../../../src/machine/machine.ts";
import { begin, type Step, type Stimulus, step } from "../../../src/machine/step.ts";

/** A timer is named, not held: a replay arms its own. */
export type Deed = (
  | { readonly does: "event"; readonly event: Event }
  | { readonly does: "timer"; readonly timer: Pick<ArmedTimer, "owner" | "index" | "due"> }
  | { readonly does: "end"; readonly by: "gap" | "max" | "pattern" }
) & {
  readonly session: Session;
  readonly at: number;
  readonly now: number;
  readonly latest: string;
};

export interface Path {
  readonly id: string;
  readonly latest: string;
  readonly root: { readonly now: number; readonly writer: Writer };
  readonly deeds: readonly Deed[];
  readonly hasChild: boolean;
}

/** What a session consists of: events that counted and instants of due steps, as they happened. */
export type Mark = { readonly event: Event } | { readonly due: number };

export interface Stand {
  readonly paths: readonly Path[];
  readonly marks: readonly Mark[];
}

export interface DueThing {
  readonly rank: readonly number[];
  readonly path: number;
  readonly timer: ArmedTimer | null;
}

const KINDS = { after: 0, idle: 0, within: 2, end: 3 } as const;

export const clockOf = ({ root, deeds }: Path): number =>
  Math.max(root.now, ...deeds.map(({ now }) => now));

export function sessionOf(marks: readonly Mark[]): Session {
  const events = marks.flatMap((mark) => ("event" in mark ? [mark.event] : []));
  const lastEvent = marks.findLastIndex((mark) => "event" in mark);
  const instants = marks.map((mark) => ("event" in mark ? mark.event.time : mark.due));
  return {
    first: { id: events[0]!.id, order: 1 },
    start: events[0]!.time,
    latest: Math.max(...events.map(({ time }) => time)),
    events: events.length,
    clock: Math.max(...instants),
    dueSinceEvent: marks.length - 1 - lastEvent,
  };
}

function stimulusOf(deed: Deed, configuration: Configuration): Stimulus {
  if (deed.does === "event") return { kind: "event", event: deed.event };
  if (deed.does === "end") return { kind: "end", endedBy: deed.by };
  const { owner, index, due } = deed.timer;
  const timer = configuration.timers.find(
    (armed) => armed.owner === owner && armed.index === index && armed.due === due,
  );
  return { kind: "timer", timer: timer! };
}

/** Paths of one key: where each ends, by all its steps from the root, and what falls due there first. */
export function pathsOf(machine: Machine, key: string) {
  /** The last step of a path, after all those before it. */
  function replay({ root, deeds }: Pick<Path, "root" | "deeds">): {
    readonly configuration: Configuration;
    readonly last: Step | null;
  } {
    let configuration = begin(machine, root.now, root.writer);
    let last: Step | null = null;
    for (const deed of deeds) {
      const { session, at, now, latest } = deed;
      const stimulus = stimulusOf(deed, configuration);
      const lane = { texts: [], values: {} };
      const situation = { key, lane, session, at, now, branch: latest };
      last = step(machine, configuration, stimulus, situation);
      configuration = last.configuration;
      if (last.failure !== null && stimulus.kind === "timer") {
        const timers = configuration.timers.filter((armed) => armed !== stimulus.timer);
        configuration = { ...configuration, timers };
      }
    }
    return { configuration, last };
  }

  /** Each path is replayed once. */
  const ends = new WeakMap<Path, Configuration>();
  function endOfPath(path: Path): Configuration {
    const end = ends.get(path) ?? replay(path).configuration;
    ends.set(path, end);
    return end;
  }

  function endOf(marks: readonly Mark[]): { readonly at: number; readonly by: "gap" | "max" } {
    const { start, latest } = sessionOf(marks);
    const { gap, max } = machine.automaton.session;
    return max !== null && start + max < latest + gap
      ? { at: start + max, by: "max" }
      : { at: latest + gap, by: "gap" };
  }

  /** Due before `until` (rule 10: and what comes before events, or all, at it), the earliest first. */
  function firstDue(
    { paths, marks }: Stand,
    looksAt: (path: Path) => boolean,
    withEnd: boolean,
    until: number,
    through: boolean,
  ): DueThing | undefined {
    const things: DueThing[] = paths.flatMap((path, age) => {
      if (!looksAt(path)) return [];
      const configuration = endOfPath(path);
      const owners = chainOf(machine, configuration.state).map(({ name }) => name);
      return configuration.timers.map((timer) => {
        const kind = KINDS[timerOf(machine, timer.owner, timer.index).kind];
        const rank = [timer.due, kind, age, owners.indexOf(timer.owner), timer.index];
        return { rank, path: age, timer };
      });
    });
    if (withEnd) things.push({ rank: [endOf(marks).at, KINDS.end], path: -1, timer: null });
    return things
      .filter(({ rank }) => rank[0]! < until || (rank[0] === until && (through || rank[1] === 0)))
      .toSorted((a, b) => a.rank.map((r, i) => r - (b.rank[i] ?? 0)).find((d) => d !== 0) ?? 0)[0];
  }

  return { replay, endOf, firstDue };
}

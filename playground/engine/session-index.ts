import type { Writer } from "../../src/machine/configuration.ts";
import { sessionIdOf } from "../../src/machine/identity.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { endOf } from "../../src/machine/visitor/session.ts";
import type { Happening } from "../../src/machine/visitor.ts";
import { distanceTo } from "../../src/why/distance.ts";

/** One session of a log, as a line of a list. */
export interface SessionRow {
  /** Names it on this page, and in a link. */
  readonly name: string;
  /** As outputs tell it. */
  readonly id: string;
  readonly key: string;
  readonly lane: readonly string[];
  readonly start: number;
  latest: number;
  end: number;
  endedBy: "gap" | "max" | "pattern" | null;
  events: number;
  /** What its events are called; an undeclared one is `undeclared`. */
  readonly names: Set<string>;
  steps: number;
  failed: number;
  results: number;
  /** By output. */
  readonly outputs: Map<string, number>;
  /** Fewest transitions to the next output, from any state it was in; Infinity: none leads to one. */
  left: number;
  /** The state where that was. */
  nearest: string;
}

/** Names a session by what it began with: the same in every run of the same log. */
export function sessionName(machine: Machine, key: string, { lane, situation }: Happening): string {
  const { first } = situation.session;
  const own = machine.automaton.session.shared ? [] : lane.texts;
  return JSON.stringify([key, first.id, ...own]);
}

/** All sessions of a run, in the order in which they began. */
export class SessionIndex {
  readonly rows: SessionRow[] = [];
  private readonly machine: Machine;
  private readonly known = new Map<string, SessionRow>();
  private readonly open = new WeakMap<Writer, SessionRow>();
  private readonly byId = new Map<string, SessionRow>();
  /** By state, over all outputs. */
  private readonly distance: ReadonlyMap<string, number>;

  constructor(machine: Machine) {
    this.machine = machine;
    const { outputs, states } = machine.automaton;
    const distances = outputs.map(({ name }) => distanceTo(machine, { output: name, where: [] }));
    this.distance = new Map(
      states.map(({ name }) => [
        name,
        Math.min(Number.POSITIVE_INFINITY, ...distances.map((one) => one.steps(name))),
      ]),
    );
  }

  find(name: string): SessionRow | undefined {
    return this.known.get(name);
  }

  /** By its id in outputs. */
  named(id: string): SessionRow | undefined {
    return this.byId.get(id);
  }

  see(happening: Happening, key: string): void {
    const { situation, stimulus, step } = happening;
    const row = this.rowOf(happening, key);
    if (row === null) return;
    row.steps++;
    if (stimulus.kind === "event") row.names.add(stimulus.event.name ?? "undeclared");
    if (step.failure !== null) row.failed++;
    if (stimulus.kind === "end") {
      row.end = situation.now;
      row.endedBy = stimulus.endedBy;
    } else {
      const { session } = situation;
      row.latest = session.latest;
      row.events = session.events;
      row.end = endOf(this.machine, session).instant;
    }
    for (const { output, retracted } of step.outputs) {
      if (retracted === true) continue;
      row.results++;
      row.outputs.set(output, (row.outputs.get(output) ?? 0) + 1);
    }
    for (const state of [step.explanation.from, step.explanation.to]) {
      const left = this.distance.get(state)!;
      if (left < row.left) [row.left, row.nearest] = [left, state];
    }
  }

  /** Null: a step that failed began no session (rule 16). */
  private rowOf(happening: Happening, key: string): SessionRow | null {
    // A session's first writer is one object for as long as it is open.
    const { first } = happening.situation.session;
    const known = this.open.get(first);
    if (known !== undefined) return known;
    const name = sessionName(this.machine, key, happening);
    const found = this.known.get(name) ?? null;
    if (found === null && happening.step.failure !== null) return null;
    const row = found ?? this.begin(name, key, happening);
    this.open.set(first, row);
    return row;
  }

  private begin(name: string, key: string, { lane, situation }: Happening): SessionRow {
    const { session } = situation;
    const { pattern } = this.machine.automaton;
    const texts = this.machine.automaton.session.shared ? [] : lane.texts;
    const row: SessionRow = {
      ...{ name, key, lane: texts, start: session.start, latest: session.latest },
      id: sessionIdOf(pattern, key, texts, session.first),
      ...{ end: endOf(this.machine, session).instant, endedBy: null },
      ...{ events: 0, names: new Set<string>(), steps: 0, failed: 0, results: 0 },
      outputs: new Map(),
      ...{ left: Number.POSITIVE_INFINITY, nearest: this.machine.automaton.start },
    };
    this.known.set(name, row);
    this.byId.set(row.id, row);
    this.rows.push(row);
    return row;
  }
}

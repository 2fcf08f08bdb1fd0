import { type Change, patternsText, samePatterns } from "../control/change.ts";
import type { Running } from "../control/program.ts";
import { behind, type States, switchRecord } from "../control/switch.ts";
import type { Chunk } from "./chunk.ts";
import type { Intake } from "./intake.ts";
import type { Loaded } from "./loaded.ts";
import type { Draining, Meta } from "./meta.ts";
import { slotName } from "./pattern.ts";
import type { TenureParts } from "./place.ts";
import { Stopped } from "./stopped.ts";

/** Commits a chunk, with the task's record; `states`: of a program that is not begun yet. */
export type Write = (
  what: Omit<Chunk, "meta">,
  greatest: Meta["greatest"],
  states?: States,
) => Promise<Written>;

/** What was committed. */
export interface Written {
  readonly meta: Meta;
  readonly changelogBytes: number;
}

export interface ChangingParts {
  readonly parts: TenureParts;
  readonly loaded: Loaded;
  readonly intake: Intake;
  readonly write: Write;
}

/** What a task runs, and how it goes over to what was announced: between two chunks. */
export class Changing {
  private readonly of: ChangingParts;
  /** What the changelog says that the task runs; null: it is not read yet. */
  running: Running | null = null;
  /** An announced change that cannot be made here, once it is told. */
  private waitsFor = 0;

  constructor(of: ChangingParts) {
    this.of = of;
  }

  /** What the task runs from here on. */
  take(running: Running): void {
    const { parts, loaded } = this.of;
    const made = parts.programs.of(running);
    if (made.kind === "cannot") throw cannotRun(running, made.why);
    this.running = running;
    loaded.begin(made.program);
  }

  /** The next announced change, made here; whether there was one that could be. */
  async change(): Promise<boolean> {
    const { running } = this;
    const { parts, loaded, intake, write } = this.of;
    const { control, programs, place, news, clock } = parts;
    if (running === null || control === null) return false;
    if (loaded.stepping.drained) await this.retire(running);
    const next = control.announced.after(running.changed?.number ?? 0);
    if (next === null) return false;
    if (!samePatterns(next.before, running.patterns)) throw strayed(next, running);
    const { positions } = intake;
    const at = positions.map(({ topic, offset }) => [topic, offset] as const);
    const goesOn = behind(running, next, at, (pattern) => loaded.isOpen(pattern));
    const made = programs.of(goesOn);
    if (made.kind === "cannot") {
      if (this.waitsFor === next.number) return false;
      this.waitsFor = next.number;
      news.tell({ kind: "change waits", task: place.task, number: next.number, why: made.why });
      return false;
    }
    parts.tell("stepping");
    const begunMs = clock.nowMs();
    const { greatest } = loaded.stepping;
    const carried = await loaded.carry(made.program, next);
    const times = loaded.carryTimes(made.program);
    this.running = goesOn;
    const { meta } = await write(
      {
        ...{ states: carried.messages, marks: [], outputs: [], letters: [], positions },
        switched: switchRecord(next, at, greatest),
      },
      times,
      carried.states,
    );
    await intake.again();
    await loaded.goOn(made.program, carried.states, times, meta);
    const { states: _, messages: __, ...counts } = carried;
    const ms = clock.nowMs() - begunMs;
    news.tell({ kind: "changed", task: place.task, number: next.number, positions, ...counts, ms });
    return true;
  }

  /** A pattern whose old sessions are all over goes; the next chunk says so. */
  private async retire(running: Running): Promise<void> {
    const { parts, loaded, intake } = this.of;
    const left = running.draining.filter(({ pattern, since }) =>
      loaded.isOpen(slotName(pattern, since)),
    );
    const rest = { ...running, draining: left };
    const made = parts.programs.of(rest);
    if (made.kind === "cannot") return;
    const times = loaded.carryTimes(made.program);
    const { states } = await loaded.carry(made.program, null);
    this.running = rest;
    await intake.again();
    await loaded.goOn(made.program, states, times, null);
  }

  /** As the task's own record has it; `states`: of a program that is not begun yet. */
  runs(states?: States): Pick<Meta, "patterns" | "changed" | "draining"> {
    const { patterns = [], changed = null, draining = [] } = this.running ?? {};
    if (changed === null) return { patterns };
    const { loaded } = this.of;
    const open = (one: Draining): number =>
      states?.get(slotName(one.pattern, one.since))?.size ?? loaded.draining(one);
    const left = draining.map((one) => ({ ...one, keys: open(one) }));
    return { patterns, changed, ...(left.length === 0 ? {} : { draining: left }) };
  }
}

const cannotRun = (running: Running, why: string): Stopped =>
  new Stopped(
    "pattern changed",
    `the task runs ${patternsText(running.patterns)}, which this worker cannot: ${why}`,
    "start the worker with the announced pattern's file and its configuration",
  );

const strayed = ({ number, before }: Change, { patterns }: Running): Stopped =>
  new Stopped(
    "pattern changed",
    `change ${number} goes on from ${patternsText(before)}, but the task runs ${patternsText(patterns)}`,
    "announce the change from what runs: `pda plan OLD NEW --apply`",
  );

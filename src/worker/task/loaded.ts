import type { Change } from "../control/change.ts";
import type { Program } from "../control/program.ts";
import { carryOver, carryTimes, type States, type Switched } from "../control/switch.ts";
import type { Change as ShelfChange } from "../store/shelf.ts";
import { metaOf, type Shelving } from "../store/shelving.ts";
import type { Draining, Meta } from "./meta.ts";
import { slotName, slotOf } from "./pattern.ts";
import type { TenureParts } from "./place.ts";
import { Rekeying } from "./rekeying.ts";
import type { Restored } from "./restore.ts";
import type { Stage } from "./stage.ts";
import { Stepping } from "./stepping.ts";
import { Stopped } from "./stopped.ts";
import { Turns } from "./turns.ts";

type Times = Meta["greatest"];

/** The program that a task runs, with all the state that it has. */
export class Loaded {
  private readonly parts: TenureParts;
  private program: Program;
  private stage: Stage;
  /** null: all keys are in memory. */
  private readonly shelving: Shelving | null;

  /** Nothing is in memory yet. */
  constructor(parts: TenureParts, shelving: Shelving | null) {
    this.parts = parts;
    this.program = parts.programs.own;
    this.shelving = shelving;
    this.stage = this.newStage(null);
  }

  get stepping(): Stage {
    return this.stage;
  }

  get reader(): Program["reader"] {
    return this.program.reader;
  }

  /** As the changelog has it. */
  async restore(restored: Restored, greatest: Times | null): Promise<void> {
    const { shelving, program } = this;
    if (shelving === null) return this.fill(restored.states, greatest);
    await shelving.readFor(program.patterns);
    await shelving.settle(program.patterns, metaOf(restored.meta));
    this.beginOnShelf(greatest);
  }

  /** Another program, of which nothing is read yet. */
  begin(program: Program): void {
    if (program === this.program) return;
    this.program = program;
    this.stage = this.newStage();
  }

  /** Another program, with what was carried over to it. `meta`: as it was committed; null: with the next chunk. */
  async goOn(program: Program, states: States, greatest: Times, meta: Meta | null): Promise<void> {
    this.program = program;
    if (this.shelving !== null) {
      await this.shelving.replace(states, meta, program.patterns);
      return this.beginOnShelf(greatest);
    }
    this.stage = this.newStage();
    await this.fill(states, greatest);
  }

  /** What is open, as another program would have it. */
  carry(to: Program, change: Change | null): Promise<Switched> {
    const turns = new Turns(this.parts.clock);
    const pause = (): Promise<void> | null => turns.next()?.then(() => this.parts.check()) ?? null;
    return carryOver(this.program, (at) => this.stage.open(at), to, change, pause);
  }

  carryTimes(to: Program): Times {
    return carryTimes(this.stage.greatest, this.program, to);
  }

  /** The disk is written only when a chunk is committed: so it is never ahead. */
  async keep(changes: readonly ShelfChange[], meta: Meta): Promise<void> {
    if (this.shelving === null) return;
    await this.shelving.keep(changes, meta, this.program.patterns);
    this.stage.kept(changes);
  }

  /** Whether anything of a pattern is open, by its slot. */
  isOpen(slot: string): boolean {
    const at = this.program.patterns.findIndex((one) => slotOf(one) === slot);
    if (at < 0) return false;
    for (const _ of this.stage.open(at)) return true;
    return false;
  }

  /** Keys that are open still of one that drains. */
  draining({ pattern, since }: Draining): number {
    const slot = slotName(pattern, since);
    const at = this.program.patterns.findIndex((one) => slotOf(one) === slot);
    return this.stage.draining[at] ?? 0;
  }

  /** In the order of the process's own patterns. */
  byOwn(outputs: readonly number[]): readonly number[] {
    const { patterns } = this.parts;
    if (this.program.patterns === patterns) return outputs;
    const sums = patterns.map(() => 0);
    for (const [at, { machine }] of this.program.patterns.entries()) {
      const { pattern } = machine.automaton;
      const own = patterns.findIndex((one) => one.machine.automaton.pattern === pattern);
      if (own >= 0) sums[own]! += outputs[at]!;
    }
    return sums;
  }

  /** Nothing is in memory yet. */
  private beginOnShelf(greatest: Times | null): void {
    this.stage = this.newStage();
    this.stage.resume(greatest ?? [], []);
  }

  private async fill(states: States, greatest: Times | null): Promise<void> {
    const turns = new Turns(this.parts.clock);
    const { patterns } = this.program;
    const rows: number[][] = patterns.map(() => []);
    for (const [pattern, of] of patterns.entries()) {
      for (const [key, state] of states.get(slotOf(of)) ?? []) {
        rows[pattern]!.push(this.stage.restore(pattern, key, state));
        const waiting = turns.next();
        if (waiting === null) continue;
        await waiting;
        this.parts.check();
        mustHaveRoom(this.parts);
      }
    }
    this.stage.resume(greatest ?? [], rows);
  }

  private newStage(shelving = this.shelving): Stage {
    const { options, place, dead, canary } = this.parts;
    const { patterns, reader, outputs } = this.program;
    const { disorderMs, aheadMs, keepLast = 0 } = options;
    const inputs = place.inputs.map((input, index) => ({ ...input, index }));
    const told = canary === undefined ? {} : { canary };
    const limits = { disorderMs, aheadMs, keepLast, inputs, ...told };
    const parts = { patterns, reader, outputs, dead, ...limits, shelving };
    const { rekeyTo } = place;
    return rekeyTo === null ? new Stepping(parts) : new Rekeying(parts, rekeyTo);
  }
}

/** Throws where the process has as much as it may. */
export function mustHaveRoom({ options, full: fullOf, openSessions }: TenureParts): void {
  const most = options.maxSessions;
  const open = openSessions();
  const full = fullOf?.() ?? null;
  if (full === null && (most === null || open <= most)) return;
  throw new Stopped(
    "too many sessions",
    full === null
      ? `${open} keys are open, more than --max-sessions ${most}`
      : `${full}, and ${open} keys are open`,
    "give the process more memory and a larger --max-sessions, add processes, or use --store disk",
  );
}

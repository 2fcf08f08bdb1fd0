import type { Programs, Running } from "../control/program.ts";
import type { ControlWatch } from "../control/watch.ts";
import { isFailure } from "../failure.ts";
import type { Stop, TaskPhase } from "../news.ts";
import type { WorkerOptions, WorkerParts } from "../options.ts";
import type { Position } from "../transport.ts";
import type { TaskView } from "../view.ts";
import type { TaskPlace } from "./place.ts";
import type { Looked } from "./stage.ts";
import { resetCommand } from "./standing.ts";
import { GivenUp, stopOf } from "./stopped.ts";
import { Tenure } from "./tenure.ts";

export interface TaskParts extends WorkerParts {
  readonly options: WorkerOptions;
  readonly place: TaskPlace;
  readonly control: ControlWatch | null;
  readonly programs: Programs;
  /** Whether the group still gives the task to us. */
  confirm(): Promise<boolean>;
  /** Keys open in the whole process. */
  openSessions(): number;
}

/**
 * `given up`: it was closed. `fenced`: another has the task; it must not be opened again before a newer
 * generation gives it. `stopped`: somebody must decide something.
 */
export type TaskOutcome = "given up" | "fenced" | "stopped";

const AGAIN_LEAST_MS = 50;
const AGAIN_MOST_MS = 2_000;
const MISSING_TRIES = 8;

/**
 * A task from assignment to revocation. There is one way on after every failure: the producer and all
 * that was stepped are thrown away, the transactional id is taken over anew, and the changelog tells
 * where the task stands.
 */
export class Task implements TaskView {
  readonly task: number;
  stop: Stop | null = null;
  phase: TaskPhase | "stopped" = "opening";
  /** Resolves when nothing of it runs any more. */
  readonly ended: Promise<TaskOutcome>;
  private readonly parts: TaskParts;
  private tenure: Tenure | null = null;
  private again = 0;
  private closing = false;
  /** While the group shares out anew. */
  private gate: { readonly opened: Promise<void>; open(): void } | null = null;
  /** Who waits for the task to rest. */
  private resting: (() => void)[] = [];
  private atRest = false;
  private looks: (() => void)[] = [];

  constructor(parts: TaskParts) {
    this.parts = parts;
    this.task = parts.place.task;
    this.ended = this.run();
  }

  get positions(): readonly Position[] {
    return this.tenure?.positions ?? [];
  }

  get running(): Running | null {
    return this.tenure?.running ?? null;
  }

  get watermarkMs(): number {
    return this.tenure?.watermarkMs ?? Number.NEGATIVE_INFINITY;
  }

  get sessions(): number {
    return this.tenure?.sessions ?? 0;
  }

  look(key: string): Promise<Looked | null> {
    // Between chunks memory is what is committed; a moment later it may be in the middle of one.
    return new Promise((told) => {
      this.looks.push(() => told(this.tenure?.look(key) ?? null));
    });
  }

  /** Finishes the chunk at hand, then holds still until `resume` or `close`. */
  rest(): Promise<void> {
    if (this.gate === null) {
      let open = (): void => {};
      const opened = new Promise<void>((now) => {
        open = now;
      });
      this.gate = { opened, open };
    }
    if (this.atRest) return Promise.resolve();
    return new Promise((rested) => this.resting.push(rested));
  }

  resume(): void {
    this.gate?.open();
    this.gate = null;
  }

  /** Gives the task up; the chunk at hand is finished where it rests or has been asked to. */
  async close(): Promise<void> {
    this.closing = true;
    this.resume();
    await this.ended;
  }

  private async run(): Promise<TaskOutcome> {
    let outcome: TaskOutcome | null = null;
    while (outcome === null) outcome = await this.once();
    this.phase = outcome === "stopped" ? "stopped" : this.phase;
    this.atRest = true;
    this.rested();
    this.lookNow();
    this.parts.news.tell({ kind: "closed", task: this.task });
    return outcome;
  }

  /** One tenure; null: to be tried again. */
  private async once(): Promise<TaskOutcome | null> {
    let failed = true;
    try {
      await this.mine();
      this.tenure = await Tenure.open(this.tenureParts());
      await this.hold();
      await this.restore(this.tenure);
      await this.hold();
      await this.tenure.begin();
      for (;;) {
        await this.hold();
        this.lookNow();
        await this.tenure.chunk();
        this.again = 0;
      }
    } catch (error) {
      failed = !(error instanceof GivenUp);
      return await this.judge(error);
    } finally {
      const { tenure } = this;
      this.tenure = null;
      await tenure?.close(failed);
    }
  }

  /** Restoring goes on while the group shares out: it only reads. */
  private async restore(tenure: Tenure): Promise<void> {
    this.atRest = true;
    this.rested();
    try {
      await tenure.restore();
    } finally {
      this.atRest = false;
    }
  }

  private async judge(error: unknown): Promise<TaskOutcome | null> {
    if (error instanceof GivenUp) return "given up";
    const { news, options, clock } = this.parts;
    const during = this.phase === "stopped" ? "opening" : this.phase;
    if (isFailure(error)) {
      const { kind: failure, message } = error;
      news.tell({ kind: "failed", task: this.task, failure, during, message });
      if (failure === "fenced") return "fenced";
    }
    const stop = stopOf(error, resetCommand(options.app));
    // A broker that has just started does not know all topics yet.
    const early = stop?.reason === "topic missing" && this.again < MISSING_TRIES;
    if (stop !== null && !early) {
      this.stop = stop;
      news.tell({ kind: "stopped", task: this.task, stop });
      return "stopped";
    }
    await clock.sleep(Math.min(AGAIN_MOST_MS, AGAIN_LEAST_MS * 2 ** this.again++));
    return this.closing ? "given up" : null;
  }

  /** A task that the group may have given away must not be opened: it would fence its new owner. */
  private async mine(): Promise<void> {
    for (;;) {
      await this.hold();
      if (await this.parts.confirm()) return;
      this.check();
      await this.parts.clock.sleep(AGAIN_LEAST_MS);
    }
  }

  /** Where a task may stand still. */
  private async hold(): Promise<void> {
    this.check();
    while (this.gate !== null) {
      this.tell("resting");
      this.atRest = true;
      this.rested();
      this.lookNow();
      await this.gate.opened;
      this.atRest = false;
      this.check();
    }
  }

  private check(): void {
    if (this.closing) throw new GivenUp();
  }

  private rested(): void {
    for (const tell of this.resting.splice(0)) tell();
  }

  private lookNow(): void {
    for (const tell of this.looks.splice(0)) tell();
  }

  private tell(phase: TaskPhase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.parts.news.tell({ kind: "phase", task: this.task, phase });
  }

  private tenureParts() {
    return {
      ...this.parts,
      tell: (phase: TaskPhase) => this.tell(phase),
      check: () => this.check(),
      hurried: () => this.gate !== null || this.closing,
    };
  }
}

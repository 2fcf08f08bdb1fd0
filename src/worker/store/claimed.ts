import { TransportFailure } from "../failure.ts";
import type { Clock } from "../transport.ts";
import type { Building, Change, Header, Shelf } from "./shelf.ts";

/** Between two looks at the clock, and how long until others get their turn. */
const SLICE = 1_000;
const TURN_MS = 25;

/** A shelf as who has claimed it writes it: in slices, so that other tasks have their turns; it fails once another has. */
export class Claimed {
  readonly shelf: Shelf;
  private readonly clock: Clock;
  private readonly check: () => void;

  /** `check` throws once the task is not ours any more. */
  constructor(shelf: Shelf, clock: Clock, check: () => void) {
    this.shelf = shelf;
    this.clock = clock;
    this.check = check;
  }

  async clear(): Promise<void> {
    this.mine(await this.shelf.clear());
  }

  async change(changes: Iterable<Change>, header: Header | null): Promise<void> {
    const turn = this.turns();
    let slice: Change[] = [];
    for (const change of changes) {
      slice.push(change);
      if (slice.length < SLICE) continue;
      this.mine(await this.shelf.change(slice, header));
      slice = [];
      await turn();
    }
    this.mine(await this.shelf.change(slice, header));
  }

  async build(steps: Iterable<(onto: Building) => void>): Promise<void> {
    const turn = this.turns();
    for (const step of steps) {
      this.mine(await this.shelf.build(step));
      await turn();
    }
  }

  /** Between two slices: now and then others get their turn. */
  private turns(): () => Promise<void> {
    let turnMs = this.clock.nowMs();
    return async () => {
      if (this.clock.nowMs() - turnMs < TURN_MS) return;
      await this.clock.sleep(0);
      this.check();
      turnMs = this.clock.nowMs();
    };
  }

  private mine(written: boolean): void {
    if (written) return;
    const what = `${this.shelf.place} is another owner's by now`;
    throw new TransportFailure("fenced", what);
  }
}

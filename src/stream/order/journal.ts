import { addCounts, noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import type { DeadStep, Output } from "../../machine/output.ts";
import type { Happening } from "../../machine/visitor.ts";
import type { Listener } from "../runner.ts";

/** What steps say before it is sure that they stand. */
export class Journal {
  readonly counts = noCounts();
  readonly outputs: Output[] = [];
  readonly dead: DeadStep[] = [];
  readonly happenings: Happening[] = [];

  /** `event`: the one whose step failed. */
  tell(listener: Listener, key: string, event?: Event): void {
    for (const happening of this.happenings) {
      listener.happened?.(happening, key);
      listener.settled?.(happening, key);
    }
    for (const output of this.outputs) listener.output(output);
    for (const dead of this.dead) listener.dead(dead, event);
    addCounts(listener.counts, this.counts);
  }
}

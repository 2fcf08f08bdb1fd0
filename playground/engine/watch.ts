import { noCounts } from "../../src/machine/counts.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Value } from "../../src/machine/value.ts";
import { Coverage } from "../../src/stream/coverage.ts";
import { steppedRunner } from "../../src/stream/pattern-runner.ts";
import { type Listener, type OpenRunner, referenceRunner } from "../../src/stream/runner.ts";
import { noteValues } from "../../src/why/recorder.ts";
import { type Input, recording } from "./inputs.ts";
import { SessionIndex } from "./session-index.ts";

/** What is kept of one pattern while a log goes through: its sessions, and of every key what came to it. */
export class Watch {
  readonly machine: Machine;
  readonly sessions: SessionIndex;
  readonly coverage: Coverage;
  readonly inputs = new Map<string, Input[]>();
  /** Values of events' fields, few of each, for "why not". */
  readonly seen = new Map<string, Set<Value>>();

  constructor(machine: Machine) {
    this.machine = machine;
    this.sessions = new SessionIndex(machine);
    this.coverage = new Coverage(machine);
  }

  /** On the reference, with books of its own: what happens is counted once. */
  runner(): OpenRunner {
    const listener: Listener = {
      ...{ counts: noCounts(), output: () => {}, dead: () => {} },
      settled: (happening, key) => this.sessions.see(happening, key),
    };
    const noting = (machine: Machine, inner: Listener): OpenRunner => {
      const runner = referenceRunner(machine, inner);
      const feed: OpenRunner["feed"] = (event, behind) => {
        noteValues(event, this.seen);
        return runner.feed(event, behind);
      };
      return { ...runner, feed };
    };
    return recording(steppedRunner(this.machine, listener, noting), this.inputs);
  }
}

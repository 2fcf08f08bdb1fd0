import { noCounts } from "../../src/machine/counts.ts";
import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { steppedRunner } from "../../src/stream/pattern-runner.ts";
import type { Listener, OpenRunner, Runner } from "../../src/stream/runner.ts";

/** What came to one key, in the order in which it came. */
export type Input =
  | {
      readonly is: "event";
      readonly event: Event;
      readonly behind: boolean;
      /** As it stood before the event. */
      readonly watermark: number | undefined;
    }
  /** `final`: the input has ended, and time runs out. */
  | {
      readonly is: "time";
      readonly until: number;
      readonly through: boolean;
      readonly final: boolean;
    }
  | { readonly is: "end" };

/** A runner that keeps what comes to every key, so that each can be run again by itself. */
export function recording(runner: OpenRunner, inputs: Map<string, Input[]>): OpenRunner {
  let ended = false;
  const note = (key: string, input: Input): void => {
    const known = inputs.get(key);
    if (known === undefined) inputs.set(key, [input]);
    else known.push(input);
  };
  return {
    feed(event, behind, watermark) {
      note(event.key, { is: "event", event, behind, watermark });
      return runner.feed(event, behind, watermark);
    },
    advance(row, until, through) {
      note(runner.keyOf(row), { is: "time", until, through, final: ended });
      runner.advance(row, until, through);
    },
    endInput() {
      ended = true;
      for (const row of runner.rows()) note(runner.keyOf(row), { is: "end" });
      runner.endInput?.();
    },
    nextDue: (row) => runner.nextDue(row),
    keyOf: (row) => runner.keyOf(row),
    rows: () => runner.rows(),
    size: () => runner.size(),
    sessionOf: (event) => runner.sessionOf(event),
  };
}

/** One key's inputs once more, on the reference. */
export function replay(
  machine: Machine,
  inputs: readonly Input[],
  listener: Pick<Listener, "happened" | "ordered"> & Partial<Listener>,
): void {
  feedAll(
    steppedRunner(machine, {
      ...{ counts: noCounts(), output: () => {}, dead: () => {} },
      ...listener,
    }),
    inputs,
  );
}

export function feedAll(runner: Runner, inputs: readonly Input[]): void {
  for (const input of inputs)
    if (input.is === "event") runner.feed(input.event, input.behind, input.watermark);
    else if (input.is === "end") runner.endInput?.();
    else for (const row of [...runner.rows()]) runner.advance(row, input.until, input.through);
}

/**
 * After a change of events the instants at which time moved on no longer fit: the key's own due instants
 * are looked up anew, as at the end of an input.
 */
export function runOut(runner: Runner): void {
  runner.endInput?.();
  for (;;) {
    const row = [...runner.rows()][0];
    if (row === undefined) return;
    const due = runner.nextDue(row);
    if (due === Number.POSITIVE_INFINITY) return;
    runner.advance(row, due, true);
  }
}

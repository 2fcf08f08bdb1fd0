import type { KeptRunner } from "../../src/stream/runner.ts";
import type { Input } from "../oracle/oracle.ts";

/** The same log, with numbers and names that meet each other. */
export function tied(
  inputs: readonly Input[],
  numberFor: (below: number) => number,
): readonly Input[] {
  const name = (): string => `n${numberFor(6)}`;
  return inputs.map((input, index) => {
    if (input.kind !== "event") return input;
    const { fields } = input.event;
    const ties = {
      ...(Object.hasOwn(fields, "mark") ? { mark: name() } : {}),
      ...(Object.hasOwn(fields, "follows") ? { follows: name() } : {}),
      ...(Object.hasOwn(fields, "seq") ? { seq: index + numberFor(4) - 2 } : {}),
    };
    return { ...input, event: { ...input.event, fields: { ...fields, ...ties } } };
  });
}

/** Rule 30, as a stream's table does it. */
export function pass(home: KeptRunner, key: string, until: number): void {
  for (let row = home.rowOf(key); row >= 0; row = home.rowOf(key)) {
    const due = home.nextDue(row);
    if (due >= until) {
      if (due === until && Number.isFinite(due)) home.advance(row, until, false);
      return;
    }
    home.advance(row, due, true);
  }
}

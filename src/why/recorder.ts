import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Value } from "../machine/value.ts";
import { steppedRunner } from "../stream/pattern-runner.ts";
import { type Listener, type OpenRunner, referenceRunner } from "../stream/runner.ts";
import type { Input } from "./life.ts";

/** Values of an event's field that a log holds, few of each. */
export type Seen = ReadonlyMap<string, ReadonlySet<Value>>;

export interface Recorder {
  readonly runner: (books: Pick<Listener, "counts" | "dead">) => OpenRunner;
  readonly inputs: readonly Input[];
  /** By `event.field`, from all keys. */
  readonly seen: Seen;
}

const SEEN_MOST = 12;

/** Takes part in the reading of a log, keeps what comes to one key's machine, and lets all others pass. */
export function recorderOf(machine: Machine, key: string): Recorder {
  const inputs: Input[] = [];
  const seen = new Map<string, Set<Value>>();
  return {
    inputs,
    seen,
    runner: (books) =>
      steppedRunner(machine, { ...books, output: () => {} }, (_machine, listener) => {
        const inner = referenceRunner(machine, listener);
        return {
          ...inner,
          feed(event, behind) {
            noteValues(event, seen);
            if (event.key !== key) return -1;
            inputs.push({ is: "event", event, behind });
            return inner.feed(event, behind);
          },
          advance(row, until, through) {
            inputs.push({ is: "time", until, through });
            inner.advance(row, until, through);
          },
        };
      }),
  };
}

/** Keeps some of the values that an event brings. */
export function noteValues({ name, fields }: Event, seen: Map<string, Set<Value>>): void {
  if (name === null) return;
  for (const [field, value] of Object.entries(fields)) {
    const place = `${name}.${field}`;
    const values = seen.get(place);
    if (values === undefined) seen.set(place, new Set([value]));
    else if (values.size < SEEN_MOST) values.add(value);
  }
}

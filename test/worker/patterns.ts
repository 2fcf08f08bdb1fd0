import { loadTwin } from "../../src/machine/compile.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { outputLine } from "../../src/machine/render.ts";
import type { KeyState } from "../../src/stream/key-state.ts";
import { referenceRunner } from "../../src/stream/runner.ts";
import type { WorkerPattern } from "../../src/worker/task/pattern.ts";
import { machinesOf } from "../stream/logs.ts";

/**
 * Small, and with something of everything that time does: an output per event, timers of both kinds, a
 * stack, a maximum, and an end that is told.
 */
export const VISITS = `
events web {
  key visitor
  time ts
  id id
  event look { page: text }
  event buy { amount: integer }
}
pattern visits on web {
  session gap 60s max 10m
  stack seen { page: text }  depth 3 drop oldest

  remember total: integer = 0
  emits saw { page: text, before: text? }
  emits alert forgotten { page: text }
  emits bought { amount: integer, total: integer, share: integer }
  emits over { total: integer, pages: integer }
  start idle
  on end { emit over { total, pages: depth } }
  state idle {
    on look -> looking { emit saw { page } push seen { page } }
    on buy { total = total + amount  emit bought { amount, total, share: 0 } }
  }
  state looking {
    on look { emit saw { page, before: top.page } push seen { page } }
    on buy -> idle {
      total = total + amount
      emit bought { amount, total, share: round(total / amount, 0) }
    }
    after 20s idle -> idle { emit forgotten { page: top.page } }
  }
}
`;

let visits: Machine | undefined;
export const visitsMachine = (): Machine => {
  visits ??= machinesOf(VISITS)[0]!;
  return visits;
};

/** JSON, with a mark on what it has no number for. To be asked about each value is slow, and mostly in vain. */
const encode: WorkerPattern["encode"] = (state) => {
  try {
    return Buffer.from(JSON.stringify(state));
  } catch {
    const marked = (_: string, v: unknown) => (typeof v === "bigint" ? { big: String(v) } : v);
    return Buffer.from(JSON.stringify(state, marked));
  }
};
const decode: WorkerPattern["decode"] = (_key, bytes) => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  if (!text.includes('"big"')) return JSON.parse(text) as KeyState;
  return JSON.parse(text, (_, v) =>
    typeof v === "object" && v !== null && "big" in v ? BigInt(v.big as string) : v,
  ) as KeyState;
};

/** On the twin, compiled once for many thousand tasks. */
export function onTwin(machine: Machine): WorkerPattern {
  const make = loadTwin(machine, "text");
  return {
    ...{ machine, vocabulary: 0, encode, decode },
    runner({ counts, line, dead }) {
      const table = make({ counts, line, dead: (step) => dead(step) });
      return {
        feed: (event, behind) => table.feed(event, behind),
        advance: (row, until, through) => table.advance(row, until, through),
        nextDue: (row) => table.nextDue(row),
        keyOf: (row) => table.keyOf(row),
        rows: () => table.rows(),
        size: () => table.size(),
        sessionOf: () => null,
        rowOf: (key) => table.rowOf(key),
        save(row) {
          const visitor = table.save(row);
          return visitor === null ? null : { key: visitor.key, visitor };
        },
        restore: ({ visitor }) => table.restore(visitor!),
        forget: (key) => table.forget(key),
      };
    },
  };
}

/** On the reference, which needs no compiling; states as JSON. */
export const onReference = (machine: Machine): WorkerPattern => ({
  machine,
  vocabulary: 0,
  runner: ({ line, ...books }) =>
    referenceRunner(machine, { ...books, output: (output) => line(outputLine(output)) }),
  ...{ encode, decode },
});

import { compile } from "../src/compile.ts";
import { noCounts } from "../src/machine/counts.ts";
import type { Event } from "../src/machine/event.ts";
import { load } from "../src/machine/machine.ts";
import { CauseRunner } from "../src/stream/order/cause-runner.ts";
import { noOrderCounts } from "../src/stream/order/order-counts.ts";

const EVENTS = 10_000;
/** Frames on the stack where the branches part. */
const DEPTH = 100;

const PATTERN = `events shop {
  key visitor
  time at
  event enter { place: text }
  event move { place: text }
}

pattern trail on shop {
  session gap 1d
  stack place { name: text } depth ${DEPTH} drop oldest
  emits seen { name: text }
  start here
  state here {
    on enter { push place { name: place } }
    on move { replace place { name: place } }
  }
}
`;

/** Flat texts of their own, as a reader makes them. */
const text = (prefix: string, number: number): string =>
  Buffer.from(prefix + String(number).padStart(8, "0")).toString("latin1");

/** Bytes of one session of 10,000 events that follow their causes on so many branches. Needs `--expose-gc`. */
export function bytesOfBranches(branches: number): number {
  const { patterns, diagnostics } = compile({
    main: { name: "trail.pda", text: PATTERN },
    load: () => null,
  });
  const [pattern] = patterns;
  if (pattern === undefined) throw new Error(JSON.stringify(diagnostics[0]));
  const machine = load(pattern.automaton);
  const books = { counts: noCounts(), order: noOrderCounts() };
  const listener = { ...books, output: () => {}, dead: () => {} };
  const make = (): CauseRunner =>
    new CauseRunner(machine, { field: "cause", id: "id", wait: 0, keep: EVENTS }, listener);
  const fill = (runner: CauseRunner): CauseRunner => {
    for (let i = 0; i < EVENTS; i++) runner.feed(eventOf(i, branches), false);
    return runner;
  };
  // Both are kept, so that no garbage of the first is counted for the second.
  const runners = [fill(make())];
  const before = used();
  runners.push(fill(make()));
  const bytes = used() - before;
  if (runners.some((runner) => runner.size() !== 1)) throw new Error("the session is not open");
  return bytes;
}

/** A trunk that fills the stack; from its last event on, the branches by turns. */
function eventOf(i: number, branches: number): Event {
  const cause = i < DEPTH + branches ? Math.min(i, DEPTH) - 1 : i - branches;
  return {
    key: "u1",
    time: 1_704_067_200_000 + i,
    name: i < DEPTH ? "enter" : "move",
    fields: {
      place: text("p", i),
      id: text("e", i),
      ...(cause < 0 ? {} : { cause: text("e", cause) }),
    },
    id: text("e", i),
    members: () => [],
  };
}

function used(): number {
  for (let i = 0; i < 3; i++) globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

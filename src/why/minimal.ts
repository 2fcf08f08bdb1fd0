import type { Event } from "../machine/event.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { renderValue } from "../machine/render.ts";
import type { Happening } from "../machine/visitor.ts";
import { lifeOf } from "./life.ts";

/** Longer chains are told whole. */
const CHAIN_MOST = 400;

/**
 * The shortest story: of the steps in a chain those without whose events the same output would not come,
 * found by leaving events out, many at first, then one by one (Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", TSE 2002), and running the rest.
 */
export function minimalChain(
  machine: Machine,
  chain: readonly Happening[],
  output: Output,
): readonly Happening[] {
  const events = chain.flatMap(({ stimulus }) =>
    stimulus.kind === "event" ? [stimulus.event] : [],
  );
  const last = chain.at(-1)!;
  if (events.length > CHAIN_MOST || !gives(machine, events, output, last)) return chain;
  let kept: readonly Event[] = events;
  for (let size = kept.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < kept.length; ) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fewer.length < kept.length && gives(machine, fewer, output, last)) kept = fewer;
      else at += size;
    }
  const needed = new Set(kept);
  return chain.filter(
    (one) => one === last || (one.stimulus.kind === "event" && needed.has(one.stimulus.event)),
  );
}

/** Whether these events alone give the same output at the same instant. */
function gives(
  machine: Machine,
  events: readonly Event[],
  output: Output,
  { situation }: Happening,
): boolean {
  const inputs = events.map((event) => ({ is: "event", event, behind: false }) as const);
  const wanted = spelled(output);
  return lifeOf(machine, situation.key, inputs).moments.some(({ happening }) =>
    happening.step.outputs.some((other) => other.time === output.time && spelled(other) === wanted),
  );
}

const spelled = ({ output, data, lane }: Output): string =>
  JSON.stringify([
    output,
    lane,
    data.map(({ name, type, value }) => [name, renderValue(type, value)]),
  ]);

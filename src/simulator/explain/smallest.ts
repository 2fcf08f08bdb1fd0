import { eventTrigger } from "../../machine/identity.ts";
import type { Machine } from "../../machine/machine.ts";
import { eventOf, idOf } from "../compare/line.ts";
import { choicesWith, searchBelow, searchSize } from "./exact.ts";
import type { Certificate } from "./explanation.ts";
import { reduce, type Shows } from "./reduce.ts";
import type { Fault, Replay } from "./replay.ts";
import { inversionsOf, keeping, type Story, sizeOf, type Variant, wholeOf } from "./story.ts";

export interface Smallest {
  readonly variant: Variant;
  readonly certificate: Certificate;
}

/** Keys with more events are not searched choice by choice. */
const CHOICES_MAX = 8;
/** Exchanges that are tried alone. */
const ALONE_MAX = 300;

/**
 * The smallest part of a story that shows the fault: events that the output depends on first, then whatever can be
 * left out, then exact search below what was found. `work`: how many variants that search may take.
 * Null: the story does not show the fault.
 */
export function smallest(
  machine: Machine,
  story: Story,
  fault: Fault,
  replay: Replay,
  work: number,
): Smallest | null {
  const shows = replay.asking(story, fault);
  const whole = wholeOf(story);
  if (!shows(whole)) return null;
  const named = namedBy(story, fault);
  const from = near(machine, story, named)
    .map((kept) => keeping(story, whole, kept))
    .find(shows);
  let best = reduce(story, alone(story, from ?? whole, shows) ?? from ?? whole, shows);
  let tried = 0;
  const session =
    story.events.length <= CHOICES_MAX
      ? choicesWith(story.events.length, triggersOf(story, fault))
      : null;
  for (;;) {
    const size = sizeOf(best);
    // Nothing exchanged and nothing altered is the ordered run itself.
    if (size === 1) return proved("session", null);
    const among = [
      ["session", session],
      ["events", [best.kept]],
    ] as const;
    const [scope, choices] =
      among.find(([, each]) => each !== null && searchSize(story, each, size) <= work) ?? NONE;
    if (scope === null) return proved(null, null);
    const searched = searchBelow(story, choices!, size, shows);
    tried += searched.tried;
    if (searched.found === null) return proved(scope, searched.elsewhere);
    best = reduce(story, searched.found, shows);
    const same = scope === "session" || best.kept.length === searched.found.kept.length;
    if (same && sizeOf(best) === searched.throughSize + 1) return proved(scope, searched.elsewhere);
  }

  function proved(among: Certificate["among"], elsewhere: number | null): Smallest {
    return { variant: best, certificate: { among, elsewhere, tried } };
  }
}

const NONE = [null, null] as const;

/**
 * A single alteration, or a single pair exchanged, that shows the fault in the order of time; what happened in
 * between the two is left out. Nothing is smaller.
 */
function alone(story: Story, variant: Variant, shows: Shows): Variant | null {
  const { items, originals } = story;
  const { kept } = variant;
  const plain = kept.map((of) => originals[of]!);
  for (const number of variant.active) {
    const { kind, item } = story.alterations[number]!;
    const order =
      kind === "lost"
        ? plain.filter((one) => one !== item)
        : kind === "copied"
          ? [...plain, item].sort((a, b) => a - b)
          : plain;
    const one = { kept, active: [number], order };
    if ((kind !== "stamped" || order.includes(item)) && shows(one)) return one;
  }
  const pairs = inversionsOf(variant.order)
    .filter((pair) => pair.every((item) => originals[items[item]!.of] === item))
    .sort(([a, b], [c, d]) => b - a - (d - c));
  for (const [late, early] of pairs.slice(0, ALONE_MAX)) {
    const order = plain.filter((item) => item < late || item > early);
    order.splice(order.filter((item) => item < late).length, 0, early, late);
    const one = {
      kept: order.map((item) => items[item]!.of).sort((a, b) => a - b),
      active: [],
      order,
    };
    if (shows(one)) return one;
  }
  return null;
}

/** Choices of events in which the fault is looked for first, the nearest first. */
function near(
  machine: Machine,
  { events, items, originals, alterations, places }: Story,
  named: ReadonlySet<number>,
) {
  const close = new Set(named);
  for (const { item } of alterations) {
    const { of } = items[item]!;
    if (named.has(of)) close.add(of);
  }
  for (const of of named)
    events.forEach((_, other) => {
      const [one, two] = [originals[of]!, originals[other]!];
      if (one < two !== places[one]! < places[two]!) close.add(other);
    });
  const { gap } = machine.automaton.session;
  let first = events.length;
  let last = -1;
  for (const of of close) {
    first = Math.min(first, of);
    last = Math.max(last, of);
  }
  while (first > 0 && events[first]!.time - events[first - 1]!.time <= gap) first--;
  while (
    last >= 0 &&
    last + 1 < events.length &&
    events[last + 1]!.time - events[last]!.time <= gap
  )
    last++;
  const rising = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);
  return [
    rising(named),
    rising(close),
    Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i),
  ];
}

/** Events that the lines name: those that the output came with and those that it depends on directly. */
function namedBy(story: Story, fault: Fault): ReadonlySet<number> {
  const named = new Set(triggersOf(story, fault));
  const ofId = new Map<string, number>();
  for (const { of, plain } of story.items) if (!ofId.has(plain.id)) ofId.set(plain.id, of);
  for (const line of [fault.expected, fault.got])
    for (const id of line === null ? [] : (JSON.parse(line) as { causes: string[] }).causes) {
      const of = ofId.get(id);
      if (of !== undefined) named.add(of);
    }
  return named;
}

/** Events in whose steps, or of whose timers or session, the output came; without them it cannot. */
function triggersOf({ items }: Story, { expected, got }: Fault): ReadonlySet<number> {
  const triggers = new Set(
    [expected, got].flatMap((line) => (line === null ? [] : [eventOf(idOf(line))])),
  );
  const found = new Set<number>();
  for (const { of, plain } of items) {
    const trigger = eventTrigger(plain.id);
    if (triggers.delete(trigger)) found.add(of);
  }
  return found;
}

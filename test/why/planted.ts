import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { compile } from "../../src/compile.ts";
import type { Event } from "../../src/machine/event.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { Value } from "../../src/machine/value.ts";
import { randomOf } from "../../src/simulator/random.ts";
import { type Input, lifeOf } from "../../src/why/life.ts";
import { isWanted, type Wanted } from "../../src/why/wanted.ts";

/** Sessions that give a result, and the same with one thing put wrong: what an explanation has to find. */

export type FaultKind = "missing" | "moved" | "guard";

export interface Planted {
  readonly pattern: string;
  readonly machine: Machine;
  readonly wanted: Wanted;
  readonly kind: FaultKind;
  /** The event put wrong: its id, name, and place in the healthy session. */
  readonly event: Event;
  readonly place: number;
  readonly healthy: readonly Event[];
  readonly inputs: readonly Input[];
}

type Random = () => number;

interface Sketch {
  readonly name: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** Milliseconds since the event before. */
  readonly pause: number;
  /** Of no consequence for the result. */
  readonly noise?: boolean;
}

interface Recipe {
  readonly pattern: string;
  readonly wanted: Wanted;
  readonly healthy: (random: Random) => readonly Sketch[];
  /** What misses a guard or a window by a little; null: nothing in this pattern can. */
  readonly nearMiss: (events: readonly Event[], random: Random) => readonly [number, Event] | null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;

const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));
const oneOf = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)]!;
const some = (random: Random, most: number, make: () => Sketch): Sketch[] =>
  Array.from({ length: between(random, 0, most) }, make);

/** The last event of a name comes so late that it misses a limit by at most a fiftieth. */
function lateBy(
  events: readonly Event[],
  name: string,
  limit: number,
  random: Random,
): readonly [number, Event] {
  const index = events.findLastIndex((event) => event.name === name);
  return [index, { ...events[index]!, time: limit + between(random, 1, 50) * SECOND }];
}

const recipes: readonly Recipe[] = [
  {
    pattern: "strict-funnel",
    wanted: { output: "converted", where: [] },
    healthy: (random) => {
      const pause = () => between(random, 5, 300) * SECOND;
      const page = () => ({
        ...{ name: "page", fields: { path: oneOf(random, ["/", "/about"]) }, pause: pause() },
        noise: true,
      });
      return [
        ...some(random, 3, page),
        {
          name: "landing",
          fields: { campaign: oneOf(random, ["spring", "sale"]) },
          pause: pause(),
        },
        { name: "form", fields: {}, pause: pause() },
        { name: "signup", fields: { plan: oneOf(random, ["free", "team"]) }, pause: pause() },
        ...some(random, 3, page),
      ];
    },
    nearMiss: (events, random) => {
      const landed = events.find(({ name }) => name === "landing")!.time;
      return lateBy(events, "signup", landed + 60 * MINUTE, random);
    },
  },
  {
    pattern: "search-attribution",
    wanted: { output: "attribution", where: [{ field: "stage", written: "bought" }] },
    healthy: (random) => {
      const pause = () => between(random, 2, 200) * SECOND;
      const product = () => oneOf(random, ["p1", "p2", "p3"]);
      const search = (noise: boolean) => ({
        ...{
          name: "search",
          fields: { term: oneOf(random, ["coat", "hat"]) },
          pause: pause(),
          noise,
        },
      });
      const bought = product();
      return [
        ...some(random, 2, () => search(true)),
        search(false),
        { name: "view", fields: { product: bought }, pause: pause() },
        ...some(random, 2, () => ({
          ...{ name: "view", fields: { product: product() }, pause: pause(), noise: true },
        })),
        { name: "cart", fields: { product: bought }, pause: pause() },
        ...some(random, 2, () => ({
          ...{ name: "cart", fields: { product: product() }, pause: pause(), noise: true },
        })),
        { name: "purchase", fields: { product: bought, amount: 995 }, pause: pause() },
        ...some(random, 2, () => search(true)),
      ];
    },
    nearMiss: (events, random) => {
      const index = events.findLastIndex(({ name }) => name === "purchase");
      return lateBy(events, "purchase", events[index - 1]!.time + 30 * MINUTE, random);
    },
  },
  {
    pattern: "failed-logins",
    wanted: { output: "guessed", where: [] },
    healthy: (random) => {
      const address = oneOf(random, ["10.0.0.1", "10.0.0.7"]);
      const failed = () => ({
        ...{ name: "login_failed", fields: { address }, pause: between(random, 20, 120) * SECOND },
      });
      const ok = (pause: number) => ({ name: "login_ok", fields: { address }, pause });
      return [
        ...some(random, 2, () => ({ ...ok(between(random, 1, 20) * MINUTE), noise: true })),
        ...[failed(), failed(), failed()],
        ok(30 * SECOND),
        ...some(random, 2, () => ({ ...ok(between(random, 1, 20) * MINUTE), noise: true })),
      ];
    },
    nearMiss: (events, random) => {
      const first = events.findIndex(({ name }) => name === "login_failed");
      const event = events[first + 3]!;
      const time = events[first]!.time + 10 * MINUTE + between(random, 1, 50) * SECOND;
      return [first + 3, { ...event, time }];
    },
  },
  {
    pattern: "order-payment",
    wanted: { output: "settled", where: [] },
    healthy: (random) => {
      const amount = between(random, 20, 200) * 100;
      const part = Math.floor(amount * (0.3 + 0.4 * random()));
      const pause = () => between(random, 1, 15) * DAY;
      const parts = random() < 0.5 ? [amount] : [part, amount - part];
      return [
        { name: "placed", fields: { amount }, pause: pause() },
        ...parts.map((paid) => ({ name: "paid", fields: { amount: paid }, pause: pause() })),
      ];
    },
    nearMiss: (events, random) => {
      const index = events.findLastIndex(({ name }) => name === "paid");
      const event = events[index]!;
      const amount = (event.fields.amount as number) - between(random, 1, 40);
      return [index, { ...event, fields: { ...event.fields, amount } }];
    },
  },
  {
    pattern: "shared-checkout",
    wanted: { output: "checked_out", where: [] },
    healthy: (random) => {
      const pause = () => between(random, 5, 120) * SECOND;
      const plain = (name: string, fields: Sketch["fields"] = {}) => ({
        name,
        fields,
        pause: pause(),
      });
      const begin = random() < 0.5 ? plain("cart_checkout") : plain("buy_now", { product: "p1" });
      return [
        begin,
        plain("address"),
        ...some(random, 1, () => ({ ...plain("address"), noise: true })),
        plain("payment", { method: oneOf(random, ["card", "invoice"]) }),
        plain("confirm", { order: `o${between(random, 1, 9)}` }),
      ];
    },
    nearMiss: (events, random) => {
      const index = events.findLastIndex(({ name }) => name === "confirm");
      return lateBy(events, "confirm", events[index - 1]!.time + 60 * MINUTE, random);
    },
  },
  {
    pattern: "nested-steps",
    wanted: { output: "finished", where: [{ field: "step", written: "order" }] },
    healthy: (random) => {
      const pause = () => between(random, 1, 60) * MINUTE;
      const start = (step: string) => ({ name: "start", fields: { step }, pause: pause() });
      const complete = (step: string) => ({ name: "complete", fields: { step }, pause: pause() });
      const inner = oneOf(random, ["pay", "pack"]);
      const more = random() < 0.5 ? [] : [start("ship"), complete("ship")];
      return [start("order"), start(inner), complete(inner), ...more, complete("order")];
    },
    nearMiss: (events) => {
      const index = events.findLastIndex(({ name }) => name === "complete");
      const event = events[index]!;
      return [index, { ...event, fields: { step: "Order" } }];
    },
  },
];

const machines = (): ReadonlyMap<string, Machine> =>
  new Map(
    recipes.map(({ pattern }) => {
      const path = resolve(import.meta.dirname, "../../patterns", pattern, "pattern.pda");
      const main = { name: "pattern.pda", text: readFileSync(path, "utf8") };
      const { patterns } = compile({ main, load: () => null }, {});
      return [pattern, load(patterns[0]!.automaton)];
    }),
  );

const inputsOf = (events: readonly Event[]): Input[] =>
  events.map((event) => ({ is: "event", event, behind: false }));

const comes = (machine: Machine, events: readonly Event[], wanted: Wanted): boolean =>
  lifeOf(machine, "k", inputsOf(events)).moments.some(({ happening }) =>
    happening.step.outputs.some((output) => isWanted(output, wanted)),
  );

/** So many sessions, a third of each kind, over all patterns; a fault that changes nothing is drawn anew. */
export function plantedSessions(count: number, seed: number): readonly Planted[] {
  const random = randomOf(seed);
  const known = machines();
  const kinds: readonly FaultKind[] = ["missing", "moved", "guard"];
  const made: Planted[] = [];
  while (made.length < count) {
    const recipe = recipes[made.length % recipes.length]!;
    const kind = kinds[Math.floor(made.length / recipes.length) % kinds.length]!;
    const machine = known.get(recipe.pattern)!;
    let time = 1_704_103_200_000 + between(random, 0, 3000) * SECOND;
    const sketches = recipe.healthy(random);
    const healthy = sketches.map(({ name, fields, pause }, i): Event => {
      time += pause;
      return { key: "k", time, name, fields, id: `log#${i + 1}`, members: () => [] };
    });
    const telling = sketches.flatMap(({ noise }, i) => (noise ? [] : [i]));
    if (!comes(machine, healthy, recipe.wanted))
      throw new Error(`${recipe.pattern} is not healthy`);
    const fault = plant(kind, recipe, healthy, telling, random);
    if (fault === null || comes(machine, fault.events, recipe.wanted)) continue;
    const { pattern, wanted } = recipe;
    const { event, place } = fault;
    made.push({
      pattern,
      machine,
      wanted,
      kind,
      event,
      place,
      healthy,
      inputs: inputsOf(fault.events),
    });
  }
  return made;
}

interface Fault {
  readonly event: Event;
  readonly place: number;
  readonly events: readonly Event[];
}

function plant(
  kind: FaultKind,
  { nearMiss }: Recipe,
  healthy: readonly Event[],
  telling: readonly number[],
  random: Random,
): Fault | null {
  if (kind === "guard") {
    const missed = nearMiss(healthy, random);
    if (missed === null) return null;
    const [place, event] = missed;
    const later = event.time - healthy[place]!.time;
    const events = healthy.map((one, i) =>
      i < place ? one : i === place ? event : { ...one, time: one.time + later },
    );
    return { event, place, events };
  }
  const place = oneOf(random, telling);
  const event = healthy[place]!;
  const rest = healthy.filter((_, i) => i !== place);
  if (kind === "missing") return { event, place, events: rest };
  const to = between(random, 0, rest.length);
  if (to === place) return null;
  // Into the middle of where it goes; the log is in the order of time.
  const [before, after] = [rest[to - 1]?.time, rest[to]?.time];
  const time =
    before === undefined
      ? after! - 10 * SECOND
      : after === undefined
        ? before + 10 * SECOND
        : Math.floor((before + after) / 2);
  const moved = { ...event, time };
  return { event: moved, place, events: [...rest.slice(0, to), moved, ...rest.slice(to)] };
}

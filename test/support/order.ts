import type { OrderConstruct } from "./constructs.ts";
import { type Declarations, type Field, INTEGER, TEXT } from "./declarations.ts";
import type { Draw } from "./draw.ts";
import { droppable, type Fragment } from "./fragment.ts";

/** What the order words go by. */
const FIELDS: readonly Field[] = [
  { name: "seq", type: INTEGER, optional: true },
  { name: "mark", type: TEXT, optional: true },
  { name: "follows", type: TEXT, optional: true },
];
const DURATIONS = ["1s", "5s", "10s", "30s"] as const;

/** The same events with fields that order words can name: not all of them in every event. */
export function withOrderFields(draw: Draw, declared: Declarations): Declarations {
  return {
    ...declared,
    events: declared.events.map((event, index) => ({
      ...event,
      fields: [...event.fields, ...FIELDS.filter(() => index === 0 || draw.chance(0.85))],
    })),
  };
}

/** Order words that go together, in any order. */
export function orderLines(draw: Draw, { lanes }: Declarations): Fragment[] {
  const lines: Fragment[] = [];
  const line = (construct: OrderConstruct, text: string) =>
    lines.push(droppable([text], [construct]));
  const duration = () => draw.pick(DURATIONS);
  if (draw.chance(0.4)) {
    const field = draw.pick(["mark", "seq"]);
    line("dedupe", `dedupe by ${field} within ${draw.pick(["30s", "1m", "10m"])}`);
  }
  const from = () => draw.pick(["", "", " from 1", " from -1"]);
  draw.weighted<() => unknown>([
    [2, () => null],
    [3, () => line("reorder", `reorder within ${duration()}`)],
    [3, () => line("order by", `order by seq${from()} wait ${duration()}`)],
  ])();
  const follows = lanes.length === 0 && draw.chance(0.3);
  if (follows) {
    const keep = draw.pick([1, 2, 5, 100]);
    line("follow cause", `follow cause from follows, id from mark wait ${duration()} keep ${keep}`);
  }
  draw.weighted<() => unknown>([
    [2, () => null],
    [1, () => line("late apply", "late apply")],
    [2, () => line("late drop", "late drop")],
    [2, () => line("late emit", "late emit came_late")],
    [follows ? 0 : 3, () => line("late retract", `late retract within ${duration()}`)],
  ])();
  return draw.chance(0.5) ? lines : lines.reverse();
}

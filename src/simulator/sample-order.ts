import type { EventType, Order } from "../automaton/automaton.ts";
import type { Value } from "../machine/value.ts";

/** How often an event has a cause, where causes are followed; how far back it may lie. */
const HAS_CAUSE = 0.8;
const CAUSES = 4;
/** How often a line is written later than it should be, and twice; so many lines later at most. */
const COMES_LATE = 0.08;
const COMES_TWICE = 0.04;
const LINES_LATER = 24;

/** What one key's events are known by. */
export interface Marks {
  readonly ids: string[];
  numbered: bigint;
}

export const newMarks = ({ sequence }: Order): Marks => ({
  ids: [],
  numbered: BigInt(sequence?.from ?? 1),
});

/** The fields that order words go by: ids that tell events apart, numbers in sequence, causes that there were. */
export function markedFields(
  order: Order,
  { fields }: EventType,
  id: string,
  marks: Marks,
  random: () => number,
): Readonly<Record<string, Value>> {
  const { dedupe, sequence, cause } = order;
  const marked: Record<string, Value> = {};
  const put = (name: string | undefined, value: Value): void => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return;
    const digits = typeof value === "string" && field.type.kind === "exact";
    marked[field.name] = digits ? Number(value.slice(1)) : value;
  };
  put(dedupe?.field, id);
  put(cause?.id, id);
  if (cause !== null) {
    const known = marks.ids.slice(-CAUSES);
    const named = known.length > 0 && random() < HAS_CAUSE;
    put(cause.field, named ? known[Math.floor(random() * known.length)] : undefined);
    marks.ids.push(id);
  }
  if (sequence !== null) put(sequence.field, Number(marks.numbered++));
  return marked;
}

/** The same lines as they come where order words are called for: some later, some twice. */
export function* mixedUp(
  lines: Iterable<string>,
  { dedupe }: Order,
  random: () => number,
): Generator<string> {
  let later: { readonly line: string; readonly at: number }[] = [];
  let written = 0;
  for (const line of lines) {
    written++;
    const isLate = random() < COMES_LATE;
    const twice = dedupe !== null && random() < COMES_TWICE;
    if (!isLate) yield line;
    for (const one of later) if (one.at <= written) yield one.line;
    later = later.filter(({ at }) => at > written);
    if (isLate || twice) later.push({ line, at: written + 1 + Math.floor(random() * LINES_LATER) });
  }
  for (const { line } of later) yield line;
}

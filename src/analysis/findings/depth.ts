import type { Diagnostic, Span } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import type { Occurrence } from "../head.ts";
import { witnessText } from "../witnessText.ts";
import { journeyText } from "../wording.ts";

/** Rule 19: a stack without a proved bound needs a word. */
export function unbounded(context: Context): readonly Diagnostic[] {
  const { solved } = context;
  const { automaton } = solved.layout;
  const pump = automaton.stack.depth === null && solved.bound === null ? solved.pump() : null;
  if (pump === null) return [];
  const { prefix, loop } = pump;
  const witness = context.witness([...prefix, ...loop, ...loop], { depth: 2 });
  const round = journeyText(automaton, loop);
  const each = loop.length === 1 ? `each ${round}` : `each round of ${round}`;
  const first = prefix.length === 0 || round === journeyText(automaton, prefix);
  const again = `${first ? "" : `after ${journeyText(automaton, prefix)}, `}${each} adds to the stack`;
  const span = stackSpan(context);
  const end = { ...span, start: span.end };
  const ways = [
    ["depth 32 drop oldest", "let the oldest frame go when a new one finds no room"],
    ["depth 32 refuse", "take no transition that would push beyond the bound"],
    [`depth 32 else -> ${automaton.start} { clear }`, "do something else instead"],
  ] as const;
  return [
    finding(
      "error",
      "PDA0511",
      span,
      `the stack ${witness !== null && isFree(context, loop) ? "can" : "may"} grow without bound`,
      {
        label: again,
        help: [
          ...(witness === null ? [] : [`for example ${witnessText(automaton, witness)}`]),
          ...ways.map(([words, meaning]) => ({
            text: `${meaning}: \`${words}\``,
            edits: [{ span: end, replacement: ` ${words}` }],
          })),
        ],
      },
    ),
  ];
}

/** Whether nothing but the events themselves decides that a round can be run again. */
function isFree({ solved }: Context, loop: readonly Occurrence[]): boolean {
  const { layout, model } = solved;
  return loop.every((occurrence) => {
    if (occurrence.by !== "event" || occurrence.overflow) return false;
    const place = layout.placeOf.get(occurrence.state)!;
    const [first] = model.rules.transitions(place, occurrence.event);
    return first?.pointer === occurrence.pointer && first.guard === null;
  });
}

/** From the first frame kind to the last; `depth` stands after it. */
function stackSpan(context: Context): Span {
  const { kinds } = context.solved.layout.automaton.stack;
  const first = context.span("/stack/kinds/0");
  const last = context.span(`/stack/kinds/${kinds.length - 1}`);
  return first.source === last.source ? { ...first, end: last.end } : last;
}

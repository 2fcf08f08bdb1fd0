import type { Diagnostic, Span } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { witnessText } from "../witnessText.ts";
import { journeyText } from "../wording.ts";

/** Rule 19: a stack without a proved bound needs a word. */
export function unbounded(context: Context): readonly Diagnostic[] {
  const { solved } = context;
  const { automaton } = solved.layout;
  if (automaton.stack.depth !== null || solved.pump === null) return [];
  const { prefix, loop } = solved.pump;
  const rounds = [...prefix, ...loop, ...loop, ...loop];
  const witness = context.witness(rounds, { depth: 3 });
  const first = prefix.length === 0 ? "" : `after ${journeyText(automaton, prefix)}, `;
  const again = `${first}each round of ${journeyText(automaton, loop)} adds to the stack`;
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
      witness === null ? "the stack may grow without bound" : "the stack can grow without bound",
      {
        label: again,
        help: [
          ...(witness === null ? [] : [`three rounds: ${witnessText(automaton, witness)}`]),
          ...ways.map(([words, meaning]) => ({
            text: `${meaning}: \`${words}\``,
            edits: [{ span: end, replacement: ` ${words}` }],
          })),
        ],
      },
    ),
  ];
}

/** From the first frame kind to the last; `depth` stands after it. */
function stackSpan(context: Context): Span {
  const { kinds } = context.solved.layout.automaton.stack;
  const first = context.span("/stack/kinds/0");
  const last = context.span(`/stack/kinds/${kinds.length - 1}`);
  return first.source === last.source ? { ...first, end: last.end } : last;
}

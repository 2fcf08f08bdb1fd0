import type { Lanes, Order } from "../../automaton/automaton.ts";
import { durationText } from "../../syntax/durations.ts";
import type { FileScope } from "../scope.ts";
import type { OrderWords } from "./orderWords.ts";

/** Which order words go together, and with what else. */
export function checkTogether(
  words: OrderWords,
  order: Order,
  lanes: Lanes | null,
  file: FileScope,
): void {
  checkOneOrder(words, file);
  checkCauseAndLanes(words, lanes, file);
  checkRetract(words, file);
  checkRemembered(words, order, file);
}

/** Rule 34. */
function checkOneOrder({ reorder, orderBy }: OrderWords, { report }: FileScope): void {
  if (reorder === null || orderBy === null) return;
  const [first, second] =
    reorder.span.start < orderBy.span.start ? [reorder, orderBy] : [orderBy, reorder];
  report.error("PDA0440", second.span, "events are put in order by one thing: time or a number", {
    label: "another order",
    related: [{ span: first.span, text: "one order" }],
    help: [
      "keep `order by` where the source numbers its events: it waits only where one is missing",
      "keep `reorder` where it does not",
    ],
  });
}

/** Rule 37. */
function checkCauseAndLanes({ follow }: OrderWords, lanes: Lanes | null, file: FileScope): void {
  if (follow === null || lanes === null) return;
  file.report.error("PDA0441", follow.span, "causes cannot be followed in a pattern with lanes", {
    label: "one automaton per branch already",
    help: [
      "leave `by` out: what follows from one event already has a configuration of its own",
      "or leave `follow cause` out",
    ],
  });
}

/** Rule 36: a late event is put in its place by time, and what came after it is stepped anew. */
function checkRetract({ late, follow }: OrderWords, { report }: FileScope): void {
  if (late?.then.kind !== "retract" || follow === null) return;
  report.error("PDA0442", late.span, "a pattern that follows causes cannot correct itself", {
    label: "puts an event in its place by time",
    related: [{ span: follow.span, text: "an event starts from its cause, whenever it comes" }],
    help: [
      "leave `late retract` out: where causes are followed, an event that comes late disturbs no other",
      "or leave `follow cause` out",
    ],
  });
}

/** Rule 33: a copy that comes when its first is forgotten is an ordinary event, and these words let it in. */
function checkRemembered({ dedupe, reorder, late }: OrderWords, order: Order, file: FileScope) {
  if (dedupe === null || order.dedupe === null) return;
  const remembered = order.dedupe.within;
  const waits: [number, { readonly span: typeof dedupe.span } | null, string][] = [
    [order.late.kind === "retract" ? order.late.within : 0, late, "puts in its place"],
    [order.reorder?.within ?? 0, reorder, "still puts in order"],
  ];
  for (const [within, word, does] of waits) {
    if (word === null || within <= remembered) continue;
    file.report.warning(
      "PDA0444",
      dedupe.within.span,
      `a copy that comes more than ${durationText(remembered)} late is taken for another event`,
      {
        label: "remembered no longer than this",
        related: [
          { span: word.span, text: `${does} what comes up to ${durationText(within)} late` },
        ],
        help: [`remember ids as long: \`within ${durationText(within)}\``],
      },
    );
    return;
  }
}

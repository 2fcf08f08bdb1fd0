import type { Expression, Transition } from "../../automaton/automaton.ts";
import { expressionText } from "../../automaton/wording.ts";
import type { Diagnostic, Label } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { pops } from "../effect.ts";
import type { Owner, Place } from "../layout.ts";
import { matches } from "../selection.ts";
import { ownerText, quoted, ruleText, timerText, topsText, triggerText } from "../wording.ts";
import { hidings } from "./hidden.ts";

/** Transitions and timers of reached states that can never fire, and why. */
export function neverFires(context: Context): readonly Diagnostic[] {
  const hidden = new Set(hidings(context).map(({ rule }) => rule));
  const sure = sureOnes(context);
  return ownersOf(context).flatMap((owner) => [
    ...owner.holder.transitions.flatMap((rule, i) =>
      transitionNeverFires(context, owner, rule, `${owner.pointer}/transitions/${i}`, hidden, sure),
    ),
    ...owner.holder.timers.flatMap((timer, i) => {
      const pointer = `${owner.pointer}/timers/${i}`;
      if (context.solved.model.undue.has(pointer)) return [];
      return ruleNeverFires(context, pointer, timerText(timer));
    }),
  ]);
}

/** States and groups in which something can happen. */
export function ownersOf({ solved }: Context): readonly Owner[] {
  const owners = new Map<string, Owner>();
  for (const place of solved.layout.places) {
    if (solved.uppermost[place.index]!.size === 0) continue;
    for (const owner of place.owners) owners.set(owner.pointer, owner);
  }
  const ranked = [...owners.values()].map((owner) => ({ owner, rank: order(owner.pointer) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ owner }) => owner);
}

const order = (pointer: string): number => {
  const [, list, index] = pointer.split("/");
  return (list === "states" ? 0 : 1e6) + Number(index);
};

function transitionNeverFires(
  context: Context,
  owner: Owner,
  rule: Transition,
  pointer: string,
  hidden: ReadonlySet<string>,
  sure: Sure,
): readonly Diagnostic[] {
  const { solved } = context;
  const text = triggerText(rule.on);
  const tried = solved.tried.get(pointer) ?? [];
  if (tried.length > 0) {
    return [
      ...ruleNeverFires(context, pointer, text),
      ...partlyHidden(context, owner, rule, pointer),
    ];
  }
  // A hidden one is told of for each state that hides it.
  const hiding = hidden.has(pointer) ? [] : hiders(sure, owner, rule);
  if (hiding.length === 0) return [];
  return [
    finding(
      "warning",
      "PDA0503",
      context.head(pointer, text),
      `${ruleText(solved.layout.automaton, pointer)} can never fire, because what stands before it always does`,
      {
        label: "never reached",
        related: hiding.slice(0, 3).map((other) => ({
          span: context.head(other, ruleWords(context, other)),
          text: "this always fires first",
        })),
        help: [
          "the first transition that fits fires: put the special case first, or give the earlier one a guard",
        ],
      },
    ),
  ];
}

function ruleWords({ solved }: Context, pointer: string): string {
  const [, list, owner, , index] = pointer.split("/");
  const holder = solved.layout.automaton[list as "states" | "groups"][Number(owner)]!;
  return triggerText(holder.transitions[Number(index)]!.on);
}

/** The transitions that surely fire, by state and event. */
type Sure = ReadonlyMap<Place, ReadonlyMap<string | null, ReadonlySet<string>>>;

function sureOnes({ solved }: Context): Sure {
  const sure = new Map<Place, Map<string | null, Set<string>>>();
  for (const { candidate, guard, fit, place, event } of [...solved.tried.values()].flat()) {
    if (guard !== true || fit !== "always" || candidate.timed) continue;
    const events = sure.get(place) ?? new Map<string | null, Set<string>>();
    sure.set(place, events);
    const pointers = events.get(event) ?? new Set<string>();
    events.set(event, pointers.add(candidate.pointer));
  }
  return sure;
}

/** Those that surely fire wherever this one, which is never tried, would be tried next. */
function hiders(sure: Sure, owner: Owner, rule: Transition): readonly string[] {
  const result = new Set<string>();
  for (const [place, events] of sure) {
    if (!place.owners.some((one) => one.pointer === owner.pointer)) continue;
    for (const [event, pointers] of events) {
      if (matches(rule.on, event)) for (const pointer of pointers) result.add(pointer);
    }
  }
  return [...result];
}

/** `on view` and then, in the same block, `on view, cart`: the second never sees `view`. */
function partlyHidden(
  context: Context,
  owner: Owner,
  rule: Transition,
  pointer: string,
): readonly Diagnostic[] {
  if (typeof rule.on === "string") return [];
  const seen = new Set(context.solved.tried.get(pointer)!.map((head) => head.event));
  const hidden = rule.on.events.filter(
    (event) => !seen.has(event) && context.solved.layout.events.includes(event),
  );
  const index = Number(pointer.split("/")[4]);
  return hidden.flatMap((event) => {
    const before = owner.holder.transitions.findIndex(
      (other, i) => i < index && typeof other.on !== "string" && other.on.events.includes(event),
    );
    if (before < 0) return [];
    const other = `${owner.pointer}/transitions/${before}`;
    return [
      finding(
        "warning",
        "PDA0503",
        context.head(pointer, triggerText(rule.on)),
        `${quoted(event)} never comes to this ${quoted(triggerText(rule.on))}, because an earlier transition always takes it`,
        {
          label: `${quoted(event)} is taken before`,
          related: [
            {
              span: context.head(other, ruleWords(context, other)),
              text: `this takes every ${quoted(event)}`,
            },
          ],
          help: [`leave ${quoted(event)} out here, or give the earlier transition a guard`],
        },
      ),
    ];
  });
}

/** A rule that is tried and never fires: a guard that is never true, or pops that never fit. */
function ruleNeverFires(context: Context, pointer: string, words: string): readonly Diagnostic[] {
  const { solved } = context;
  const { automaton } = solved.layout;
  const tried = solved.tried.get(pointer) ?? [];
  if (tried.length === 0 || solved.fired.has(pointer)) return [];
  const span = context.head(pointer, words);
  const { candidate } = tried[0]!;
  const where = ownerText(automaton, candidate.owner);
  const open = tried.filter((head) => head.guard !== false);
  if (open.length > 0 && pops(candidate.effects)) {
    const several = candidate.effects.filter((effect) => effect.do === "pop").length > 1;
    return [
      finding(
        "error",
        "PDA0504",
        span,
        several
          ? `${ruleText(automaton, pointer)} can never fire, because the stack never has that many frames there`
          : `${ruleText(automaton, pointer)} can never fire, because the stack is always empty there`,
        {
          label: "there is nothing to pop",
          help: [`push a frame on every way into ${where}, or leave \`pop\` out`],
        },
      ),
    ];
  }
  if (open.length > 0 && open.every(({ fit, fires }) => fit !== "never" && !fires)) {
    const { limit } = automaton.stack.depth!;
    return [
      finding(
        "warning",
        "PDA0505",
        span,
        `${ruleText(automaton, pointer)} can never fire, because the stack is always full there`,
        {
          label: `no room to push, by \`depth ${limit} refuse\``,
          help: [
            `make room before, by \`pop\` or \`clear\`, or allow more: \`depth ${limit + 1}\``,
          ],
        },
      ),
    ];
  }
  const tops = new Set(tried.flatMap((head) => solved.model.symbols.reads(head.symbol)));
  const readsStack = JSON.stringify(candidate.guard).includes('"op":"frame');
  const guard = context.span(`${pointer}/guard`);
  const wider = widerBefore(context, pointer);
  return [
    finding(
      "warning",
      "PDA0502",
      guard.end > guard.start ? guard : span,
      `the condition of ${ruleText(automaton, pointer)} is never true`,
      {
        label: wider === null ? "never true" : "never true here",
        related: wider === null ? [] : [wider],
        help: [
          wider !== null
            ? "the first transition that fits fires: put the narrower condition first"
            : readsStack
              ? `on top of the stack there can only be ${topsText([...tops])} here`
              : "change the condition, or remove the rule",
        ],
      },
    ),
  ];
}

/** An earlier transition of the same block that asks for less, and so takes whatever this one would. */
function widerBefore(context: Context, pointer: string): Label | null {
  const [, list, holder, rules, index] = pointer.split("/");
  const { automaton } = context.solved.layout;
  if ((list !== "states" && list !== "groups") || rules !== "transitions") return null;
  const { transitions } = automaton[list][Number(holder)]!;
  const rule = transitions[Number(index)]!;
  const asked = new Set(conjuncts(rule.guard));
  const before = transitions.findIndex(
    (other, place) =>
      place < Number(index) &&
      other.guard !== null &&
      covers(other.on, rule.on) &&
      conjuncts(other.guard).every((one) => asked.has(one)) &&
      !other.actions.some((action) => action.do === "pop" || action.do === "return"),
  );
  const guard = transitions[before]?.guard;
  if (guard == null) return null;
  const wider = `/${list}/${holder}/transitions/${before}`;
  return {
    span: context.head(wider, ruleWords(context, wider)),
    text: `this takes all where \`${expressionText(guard)}\``,
  };
}

/** The conditions that `and` ties together, as texts that can be compared. */
function conjuncts(guard: Expression | null): readonly string[] {
  if (guard === null) return [];
  return guard.op === "and"
    ? [...conjuncts(guard.left), ...conjuncts(guard.right)]
    : [JSON.stringify(guard)];
}

function covers(wide: Transition["on"], narrow: Transition["on"]): boolean {
  if (typeof wide === "string" || typeof narrow === "string") return wide === narrow;
  return narrow.events.every((event) => wide.events.includes(event));
}

import type { FrameReference } from "../../automaton/automaton.ts";
import { pointed } from "../../automaton/pointers.ts";
import { optionalField } from "../../check/missing/optionalField.ts";
import type { FrameObligation } from "../../check/obligation.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { effectsOf } from "../effect.ts";
import { type Known, truth } from "../guard.ts";
import { occurrenceOf } from "../head.ts";
import type { Place } from "../layout.ts";
import type { Stacks } from "../stacks.ts";
import type { Witness } from "../witness.ts";
import { witnessText } from "../witnessText.ts";
import { either, quoted, topsText } from "../wording.ts";

/** The stacks with which a place of the pattern is come to. */
interface Standing {
  readonly place: Place;
  readonly outside: boolean;
  /** The symbol uppermost at the beginning of the step. */
  readonly symbol: number;
  readonly stacks: readonly Stacks[];
}

/** Reads of frames that nothing in the text has shown to be there: proved, refuted, or possibly absent. */
export function frames(
  context: Context,
  obligations: readonly FrameObligation[],
): readonly Diagnostic[] {
  return obligations.flatMap((obligation) => judge(context, obligation));
}

function judge(context: Context, obligation: FrameObligation): readonly Diagnostic[] {
  const { language } = context.solved;
  const { reference } = obligation;
  const standings = standingsOf(context, obligation);
  let good = false;
  const found = new Set<string | null>();
  let bad: Standing | null = null;
  for (const standing of standings) {
    const { stacks, outside } = standing;
    const there = new Set<string | null>();
    if (reference.frame === "nearest") {
      const { can, canLack } = language.kind(stacks, reference.kind);
      if (can) there.add(reference.kind);
      if (canLack) there.add(null);
    } else {
      const kinds =
        reference.frame === "bottom" ? language.bottoms(stacks) : language.tops(stacks, outside);
      for (const kind of kinds) there.add(kind);
    }
    for (const kind of there) {
      found.add(kind);
      if (kind !== null && obligation.kinds.includes(kind)) good = true;
      else if (bad === null) bad = standing;
    }
  }
  if (bad === null) return [];
  return [report(context, obligation, [...found], good, bad)];
}

function report(
  context: Context,
  obligation: FrameObligation,
  found: readonly (string | null)[],
  good: boolean,
  bad: Standing,
): Diagnostic {
  const { field } = obligation;
  const optional = found.filter(
    (kind): kind is string => kind !== null && field?.optionalIn.includes(kind) === true,
  );
  const foreign = found.filter(
    (kind) => kind === null || !(obligation.kinds.includes(kind) || optional.includes(kind)),
  );
  if (field !== null && foreign.length === 0) {
    const { reference, span } = obligation;
    const { message, ...details } = optionalField(field.name, optional, reference, field.type);
    return finding("error", "PDA0303", span, message, details);
  }
  const name = referenceText(obligation.reference);
  const wanted = either(obligation.kinds.map(quoted));
  if (!good) {
    const why = found.every((kind) => kind === null)
      ? "the stack is always empty here"
      : `here it is always ${topsText(found)}`;
    const reason =
      obligation.reference.frame === "nearest" ? "there is none on the stack here" : why;
    return finding(
      "error",
      "PDA0512",
      obligation.span,
      `${name} is never ${wanted} here: ${reason}`,
      {
        label: `never ${wanted}`,
        help: [`push ${wanted} on the way here, or read something else`],
      },
    );
  }
  const others = found.filter((kind) => kind === null || !obligation.kinds.includes(kind));
  const missing = others.every((kind) => kind === null);
  const way = witnessOf(context, obligation, bad);
  const may = way === null ? "may" : "can";
  return finding(
    "error",
    "PDA0513",
    obligation.span,
    missing
      ? `${name} ${may} be missing here`
      : `${name} ${may} be ${topsText(others)} here, not only ${wanted}`,
    {
      label: missing ? `there ${may} be no such frame` : `${may} be ${topsText(others)}`,
      help: [
        ...(way === null
          ? [`in state ${quoted(bad.place.state.name)} nothing rules it out`]
          : [
              `for example, the last of these steps fails: ${witnessText(context.solved.layout.automaton, way)}`,
            ]),
        ...waysOut(obligation),
      ],
    },
  );
}

function waysOut({ reference, kinds, site }: FrameObligation): readonly string[] {
  const name = referenceWord(reference);
  const [kind] = kinds;
  const value = `say what holds without it: \`${name}.… or else …\``;
  if (reference.frame === "nearest") return [value];
  const test = kinds.length === 1 ? `${name} is ${kind}` : `${name} is known`;
  return [
    site === "guard"
      ? `test it first: \`if ${test} and …\``
      : `let the transition fire only where it is there: \`if ${test}\``,
    value,
  ];
}

function referenceWord(reference: FrameReference): string {
  return reference.frame === "nearest" ? `nearest ${reference.kind}` : reference.frame;
}

const referenceText = (reference: FrameReference): string => quoted(referenceWord(reference));

/** A life in which a step fails because of this read. Only for the top as the step finds it. */
function witnessOf(
  context: Context,
  { pointer, site, reference, kinds }: FrameObligation,
  { place, symbol }: Standing,
): Witness | null {
  const { solved } = context;
  const heads = solved.tried.get(pointer) ?? [];
  const head = heads.find((one) => one.place === place && one.symbol === symbol);
  const way = solved.wayTo(place, symbol);
  if (reference.frame !== "top" || head === undefined || way === null) return null;
  const before = site === "guard" ? [] : head.candidate.actions.slice(0, site.action);
  if (effectsOf(before).length > 0) return null;
  const tops = solved.model.symbols
    .reads(symbol)
    .filter((top) => top === null || !kinds.includes(top));
  const state = place.state.name;
  const last = occurrenceOf(head, false);
  return context.witness([...way, last], { failed: true, state, tops });
}

function standingsOf(context: Context, { pointer, site }: FrameObligation): readonly Standing[] {
  const { solved } = context;
  const { model, language } = solved;
  const before = startingAt(context, pointer, site === "guard");
  if (site === "guard") return before;
  const rule = pointed(solved.layout.automaton, pointer) as Parameters<typeof actionsOf>[0];
  const effects = effectsOf(actionsOf(rule).slice(0, site.action));
  return before
    .map((standing) => {
      let { stacks } = standing;
      for (const effect of effects) stacks = language.after(stacks, effect, standing.outside);
      return { ...standing, stacks };
    })
    .filter(({ stacks }) => stacks.length > 0 && model.layout.places.length > 0);
}

const actionsOf = (rule: { readonly actions: Parameters<typeof effectsOf>[0] }) => rule.actions;

/** Where a rule is tried (for its guard), or where it may fire (for its actions). */
function startingAt(context: Context, pointer: string, tried: boolean): readonly Standing[] {
  const { solved } = context;
  const { model, language } = solved;
  const stand = (place: Place, symbol: number, control: number, outside: boolean): Standing => ({
    place,
    outside,
    symbol,
    stacks: language.at(control, symbol),
  });
  const list = pointer.split("/").at(-2);
  if (list === "transitions" || list === "timers") {
    const heads = (tried ? solved.tried : solved.fired).get(pointer) ?? [];
    const once = new Map(heads.map((head) => [`${head.place.index} ${head.symbol}`, head]));
    return [...once.values()].map(({ place, symbol }) =>
      stand(place, symbol, model.control[place.index]!, place.part === null),
    );
  }
  if (pointer.startsWith("/stack/depth")) {
    if (model.overflow === null) return [];
    return [...solved.fired.values()]
      .flat()
      .flatMap(({ place, symbol, candidate }) =>
        candidate.effects.some((effect) => effect.do === "push" || effect.do === "replace")
          ? [stand(place, symbol, model.control[place.index]!, true)]
          : [],
      );
  }
  return afterSteps(context, pointer, tried);
}

/** `on end` and `afterwards` are come to in every state they apply in, whatever lies on the stack. */
function afterSteps(context: Context, pointer: string, tried: boolean): readonly Standing[] {
  const { solved } = context;
  const { model, language, layout } = solved;
  const owner = pointer.split("/").slice(0, -2).join("/");
  const rule = pointed(layout.automaton, pointer) as {
    readonly guard: Parameters<typeof truth>[0];
  };
  return layout.places
    .filter((place) => owner === "" || place.owners.some((o) => o.pointer === owner))
    .flatMap((place) => {
      const ended = model.ended.get(place.index);
      const controls = [model.control[place.index]!, ...(ended === undefined ? [] : [ended])];
      return controls.flatMap((control) =>
        model.symbols.list.flatMap((meaning, symbol) => {
          const hidden =
            meaning.is === "return" ||
            (meaning.is === "frame" && meaning.covered) ||
            (meaning.is === "address" && place.part === null);
          const known: Known = {
            tops: model.symbols.reads(symbol),
            depthMost: solved.bound ?? Number.POSITIVE_INFINITY,
            decided: new Map(),
          };
          if (hidden || (!tried && truth(rule.guard, known) === false)) return [];
          const stacks = language.at(control, symbol);
          if (stacks.length === 0) return [];
          return [{ place, symbol, outside: place.part === null, stacks }];
        }),
      );
    });
}

import { endText, timerText, transitionText } from "../../src/automaton/listing.ts";
import { renderSvg } from "../../src/automaton/svg.ts";
import { constantText, typeText } from "../../src/automaton/wording.ts";
import type { CompiledPattern } from "../../src/compile.ts";
import type { Diagnostic, Span } from "../../src/diagnostic/diagnostic.ts";
import { endId, onId, timerId } from "./rule-id.ts";

/** A state, as far as a picture and its table need it. */
export interface PictureState {
  readonly name: string;
  readonly span: Span | null;
  readonly reachable: boolean;
}

/** A rule; `id` is the one it has in the drawing. */
export interface PictureRule {
  readonly id: string;
  /** State, group or part; "" is the pattern. */
  readonly owner: string;
  readonly text: string;
  readonly to: string | null;
  readonly span: Span | null;
  /** Proved: it never fires, whatever comes. */
  readonly never: boolean;
}

export interface DeclaredEvent {
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    /** As it is declared: `text`, `decimal(2)?`. */
    readonly type: string;
    readonly optional: boolean;
  }[];
}

/** The drawing of `pda graph`, and what lets a page find its way between it and the text. */
export interface Picture {
  readonly pattern: string;
  /** null: too large to be laid out in time, or to be read; the table says the same. */
  readonly svg: string | null;
  readonly start: string;
  readonly states: readonly PictureState[];
  readonly rules: readonly PictureRule[];
  /** What the vocabulary declares, with the fields of each. */
  readonly events: readonly DeclaredEvent[];
  /** What `param` declares, each with its value as the language writes it. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** The most frames there can be; null: not proved. */
  readonly stackBound: number | null;
}

/** The time of a layout grows with the square of these, and more. */
const STATES_MOST = 80;
const RULES_MOST = 240;

/** Findings that a rule never fires: nothing leads to it, its test is never true, another always comes first. */
const NEVER: ReadonlySet<string> = new Set(["PDA0501", "PDA0502", "PDA0503", "PDA0504"]);

/**
 * What the compiler has said is enough: to ask the facts of every rule would look for a witness of each, which
 * takes minutes for a pattern of hundreds of states.
 */
export function pictureOf(
  { automaton, sourceMap, facts }: CompiledPattern,
  diagnostics: readonly Diagnostic[],
): Picture {
  const dead = diagnostics.filter(({ code }) => NEVER.has(code)).map(({ primary }) => primary.span);
  const isDead = (owner: string, at: Span | null): boolean =>
    (automaton.states.some(({ name }) => name === owner) && !facts.reachable.has(owner)) ||
    (at !== null && dead.some(({ start, end }) => at.start <= start && end <= at.end));
  const span = (pointer: string): Span | null => sourceMap(pointer) ?? null;
  const owners = [
    ...automaton.states.map((owner, i) => ({ owner, pointer: `/states/${i}` })),
    ...automaton.groups.map((owner, i) => ({ owner, pointer: `/groups/${i}` })),
  ];
  const rules = owners.flatMap(({ owner, pointer }): PictureRule[] => [
    ...owner.transitions.map((rule, i) => ({
      ...{ id: onId(owner.name, i + 1), owner: owner.name, text: transitionText(rule) },
      ...{ to: rule.target, span: span(`${pointer}/transitions/${i}`) },
      never: isDead(owner.name, span(`${pointer}/transitions/${i}`)),
    })),
    ...owner.timers.map((rule, i) => ({
      ...{ id: timerId(owner.name, i + 1), owner: owner.name, text: timerText(rule) },
      ...{ to: rule.target, span: span(`${pointer}/timers/${i}`) },
      never: isDead(owner.name, span(`${pointer}/timers/${i}`)),
    })),
    ...owner.onEnd.map((rule, i) => ({
      ...{ id: endId(owner.name, i + 1), owner: owner.name, text: endText(rule) },
      ...{ to: null, span: span(`${pointer}/onEnd/${i}`), never: false },
    })),
  ]);
  const large = automaton.states.length > STATES_MOST || rules.length > RULES_MOST;
  const svg = large ? null : renderSvg(automaton);
  return {
    ...{ pattern: automaton.pattern, svg, start: automaton.start },
    states: automaton.states.map(({ name }, i) => ({
      ...{ name, span: span(`/states/${i}`), reachable: facts.reachable.has(name) },
    })),
    rules: [
      ...rules,
      ...automaton.onEnd.map((rule, i) => ({
        ...{ id: endId("", i + 1), owner: "", text: endText(rule), to: null },
        ...{ span: span(`/onEnd/${i}`), never: false },
      })),
    ],
    events: automaton.vocabulary.events.map(({ name, fields }) => ({
      name,
      fields: fields.map((field) => ({
        ...{ name: field.name, optional: field.optional },
        type: typeText(field.type, field.optional),
      })),
    })),
    parameters: automaton.parameters.map(({ name, type, value }) => ({
      name,
      value: constantText(value, type),
    })),
    stackBound: facts.stackBound,
  };
}

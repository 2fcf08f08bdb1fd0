import { durationText } from "../syntax/durations.ts";
import type {
  Action,
  AfterwardsRule,
  Automaton,
  EndRule,
  Expression,
  Group,
  State,
  Timer,
  Transition,
} from "./automaton.ts";
import { actionText, constantText, expressionText, triggerText, typeText } from "./wording.ts";

/** An automaton as text that reads like the pattern it came from, everything resolved. */
export function renderListing(automaton: Automaton): string {
  return [...heading(automaton), ...body(automaton)].join("\n").concat("\n");
}

function heading(automaton: Automaton): string[] {
  const { lanes, session, stack, ignore, vocabulary } = automaton;
  const rows = [`pattern ${automaton.pattern} on ${vocabulary.name}`];
  const add = (text: string): number => rows.push(`  ${text}`);
  for (const { name, type, value } of automaton.parameters) {
    add(`param ${name}: ${typeText(type)} = ${constantText(value, type)}`);
  }
  if (lanes === null) add(`one per ${vocabulary.key.name}`);
  else {
    const fields = lanes.fields.map((field) => field.name);
    add(`by ${[vocabulary.key.name, ...fields].join(", ")}`);
    if (lanes.limit !== null) {
      add(`at most ${lanes.limit.count} lanes ${lanes.limit.overflow}`);
    }
  }
  const gap = durationText(session.gap);
  const shared = session.shared ? ` of ${vocabulary.key.name}` : "";
  if (session.max === null) add(`expire after ${gap}${shared}`);
  else add(`session gap ${gap}${shared} max ${durationText(session.max)}`);
  const ignored = [...ignore.events, ...(ignore.undeclared ? ["undeclared"] : [])];
  if (ignored.length > 0) add(`ignore ${ignored.join(", ")}`);
  for (const text of orderTexts(automaton)) add(text);

  for (const kind of stack.kinds) {
    const expires = kind.expires === null ? "" : ` expires ${durationText(kind.expires)}`;
    add(`stack ${kind.name}${fields(kind.fields)}${expires}`);
  }
  if (stack.depth !== null) {
    const { limit, overflow } = stack.depth;
    const bound =
      overflow.kind === "else"
        ? `else${arrow(overflow.target)}${actions(overflow.actions)}`
        : overflow.kind;
    add(`depth ${limit} ${bound}`);
  }
  for (const { name, type, optional, initial } of automaton.registers) {
    const first = initial === null ? "" : ` = ${constantText(initial, type)}`;
    add(`remember ${name}: ${typeText(type, optional)}${first}`);
  }
  for (const output of automaton.outputs) {
    const kind = output.kind === "output" ? "" : `${output.kind} `;
    add(`emits ${kind}${output.name}${fields(output.fields)}`);
  }
  return rows;
}

/** The order words, in the order in which an event meets them. */
export function orderTexts({ order }: Automaton): string[] {
  if (order === undefined) return [];
  const { dedupe, reorder, sequence, late, cause } = order;
  const rows: string[] = [];
  if (dedupe !== null) rows.push(`dedupe by ${dedupe.field} within ${durationText(dedupe.within)}`);
  if (reorder !== null) rows.push(`reorder within ${durationText(reorder.within)}`);
  if (sequence !== null) {
    const from = sequence.from === null ? "" : ` from ${sequence.from}`;
    rows.push(`order by ${sequence.field}${from} wait ${durationText(sequence.wait)}`);
  }
  if (late.kind === "retract") rows.push(`late retract within ${durationText(late.within)}`);
  else rows.push(late.kind === "emit" ? `late emit ${late.output}` : `late ${late.kind}`);
  if (cause !== null) {
    const { field, id, wait, keep } = cause;
    rows.push(`follow cause from ${field}, id from ${id} wait ${durationText(wait)} keep ${keep}`);
  }
  return rows;
}

function body(automaton: Automaton): string[] {
  const rows = ["", `  start ${automaton.start}`];
  const place = (parent: string | null, indent: string): void => {
    for (const state of automaton.states) {
      if (state.group !== parent) continue;
      const marker = state.name === automaton.start ? "   (start)" : "";
      rows.push("", `${indent}state ${state.name}${marker}`, ...rules(state, `${indent}  `));
    }
    for (const group of automaton.groups) {
      if (group.parent !== parent) continue;
      const word = group.start === null ? "group" : "part";
      const start = group.start === null ? "" : `   (starts in ${group.start})`;
      rows.push("", `${indent}${word} ${group.name}${start}`, ...rules(group, `${indent}  `));
      place(group.name, `${indent}  `);
    }
  };
  place(null, "  ");
  const own = [
    ...automaton.onEnd.map((rule) => endText(rule)),
    ...automaton.afterwards.map((rule) => afterwardsText(rule)),
  ];
  if (own.length > 0) rows.push("", ...own.map((text) => `  ${text}`));
  return rows;
}

function rules(owner: State | Group, indent: string): string[] {
  return [
    ...owner.transitions.map(transitionText),
    ...owner.timers.map(timerText),
    ...owner.onEnd.map(endText),
    ...owner.afterwards.map(afterwardsText),
  ].map((text) => `${indent}${text}`);
}

export function transitionText(rule: Transition): string {
  return `on ${triggerText(rule.on)}${guard(rule.guard)}${arrow(rule.target)}${actions(rule.actions)}`;
}

export function timerText(rule: Timer): string {
  return `${timerHead(rule)}${guard(rule.guard)}${arrow(rule.target)}${actions(rule.actions)}`;
}

/** `after 30m`, `within 60d else`, `after 90d idle`. */
export function timerHead({ kind, duration }: Timer): string {
  const length = durationText(duration);
  if (kind === "within") return `within ${length} else`;
  return kind === "idle" ? `after ${length} idle` : `after ${length}`;
}

export function endText(rule: EndRule): string {
  return `on end${guard(rule.guard)}${actions(rule.actions)}`;
}

function afterwardsText(rule: AfterwardsRule): string {
  return `afterwards on ${triggerText(rule.on)}${guard(rule.guard)}${actions(rule.actions)}`;
}

const guard = (expression: Expression | null): string =>
  expression === null ? "" : ` if ${expressionText(expression)}`;

const arrow = (target: string | null): string => (target === null ? "" : ` -> ${target}`);

const actions = (list: readonly Action[]): string =>
  list.length === 0 ? "" : ` { ${list.map(actionText).join("  ")} }`;

function fields(
  list: readonly { name: string; type: Parameters<typeof typeText>[0]; optional: boolean }[],
): string {
  const texts = list.map((field) => `${field.name}: ${typeText(field.type, field.optional)}`);
  return texts.length === 0 ? "" : ` { ${texts.join(", ")} }`;
}

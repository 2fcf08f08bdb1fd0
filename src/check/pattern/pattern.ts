import type { Expression, Group, Stack, State } from "../../automaton/automaton.ts";
import type { DepthClause, PatternDeclaration } from "../../syntax/tree.ts";
import { only } from "../once.ts";
import { isWhole } from "../report.ts";
import {
  type FileScope,
  type FrameRead,
  from,
  type PatternScope,
  type VocabularyScope,
} from "../scope.ts";
import { suggest } from "../spelling.ts";
import type { TypedPattern } from "../typedPattern.ts";
import { checkActions } from "./action.ts";
import { checkCountLimit } from "./count.ts";
import { checkKinds, checkOutputs, checkRegisters } from "./declared.ts";
import { checkLanes, checkSession, itemsOf } from "./lanes.ts";
import { checkOrder } from "./order.ts";
import { checkPlaces, checkStart, checkTarget, isRule, type Places } from "./places.ts";
import { actionPlace, checkRules, stepScope } from "./rule.ts";
import { reportUnused } from "./unused.ts";
import { checkMapping } from "./was.ts";

const CALLS_UNLESS_STATED = 32;

/** All checks of one pattern but those of missing values, which need the automaton. What is wrong is left out. */
export function checkPattern(
  pattern: PatternDeclaration,
  block: VocabularyScope,
  outer: FileScope,
): TypedPattern {
  const file: FileScope = { ...outer, used: new Set() };
  const ignored = checkIgnored(pattern, block, file);
  const lanes = checkLanes(pattern, block, file);
  const session = checkSession(pattern, lanes, block, file);
  const order = checkOrder(pattern, lanes, ignored, block, file);
  const frameReads = new Map<Expression, FrameRead>();
  const scope: PatternScope = {
    ...file,
    name: pattern.name.text,
    block,
    frameReads,
    steps: new Map(),
    kinds: checkKinds(pattern, file),
    registers: checkRegisters(pattern, file),
    outputs: checkOutputs(pattern, file),
    lanes: new Map(lanes?.fields.map((field) => [field.name, field.type])),
  };
  const places = checkPlaces(pattern, scope);
  const start = checkStart(itemsOf(pattern, "start"), null, pattern, places, scope);
  const stack = checkStack(pattern, places, scope);
  const states: State[] = [];
  const groups: Group[] = [];
  for (const place of places.list) {
    const { part, owner } = place;
    const rules = checkRules(place.rules, scope, { part, places, ignored, patternLevel: false });
    const name = place.name.text;
    if (place.kind === "state")
      states.push(from(file, place.span, { name, group: owner, ...rules }));
    else {
      const begin =
        place.kind === "part" ? checkStart(place.starts, place, pattern, places, scope) : null;
      groups.push(from(file, place.span, { name, parent: owner, start: begin, ...rules }));
    }
  }
  const { onEnd, afterwards } = checkRules(pattern.items.filter(isRule), scope, {
    part: null,
    places,
    ignored,
    patternLevel: true,
  });
  if (!file.broken(pattern.span) && isWhole(file.report.diagnostics)) reportUnused(scope);
  for (const word of scope.used) if (word.startsWith("param ")) outer.used.add(word);
  return {
    pattern: pattern.name.text,
    vocabulary: block.vocabulary,
    parameters: [...file.parameters.values()]
      .filter((one) => scope.used.has(`param ${one.name}`))
      .map(({ name, type, value }) => ({ name, type, value })),
    lanes,
    session: session ?? { gap: 1, max: null, shared: false },
    ignore: {
      events: block.vocabulary.events
        .map((event) => event.name)
        .filter((name) => ignored.has(name)),
      undeclared: ignored.has("undeclared"),
    },
    ...(order === undefined ? {} : { order }),
    stack,
    registers: [...scope.registers.values()].map((one) => one.value),
    outputs: [...scope.outputs.values()].map((one) => one.value),
    start: start ?? "",
    states,
    groups,
    onEnd,
    afterwards,
    mapping: checkMapping(pattern, places.byName.keys(), scope),
    frameReads,
  };
}

function checkIgnored(
  pattern: PatternDeclaration,
  block: VocabularyScope,
  file: FileScope,
): Set<string> {
  const ignored = new Set<string>();
  const events = block.vocabulary.events.map((event) => event.name);
  for (const item of itemsOf(pattern, "ignore")) {
    for (const name of item.names) {
      if (name.text === "undeclared" || events.includes(name.text)) {
        ignored.add(name.text);
        continue;
      }
      if (file.echoes(name.text)) continue;
      file.report.error(
        "PDA0101",
        name.span,
        `\`${block.vocabulary.name}\` declares no event \`${name.text}\``,
        {
          label: "unknown event",
          help: suggest(name, [...events, "undeclared"], `events of \`${block.vocabulary.name}\``),
        },
      );
    }
  }
  return ignored;
}

function checkStack(pattern: PatternDeclaration, places: Places, scope: PatternScope): Stack {
  const item = itemsOf(pattern, "stack")[0];
  const calls = only(itemsOf(pattern, "calls"), "the limit of calls", scope.report);
  return {
    kinds: [...scope.kinds.values()].map((one) => one.value),
    depth: item?.depth ? checkDepth(item.depth, places, scope) : null,
    callLimit:
      (calls && checkCountLimit(calls.limit, "the limit of calls", scope)) ?? CALLS_UNLESS_STATED,
  };
}

/** Rule 19. */
function checkDepth(
  { limit, overflow, span }: DepthClause,
  places: Places,
  scope: PatternScope,
): Stack["depth"] {
  const count = checkCountLimit(limit, "the depth of the stack", scope);
  if (overflow.kind !== "else") {
    return count === null
      ? null
      : from(scope, span, { limit: count, overflow: { kind: overflow.kind } });
  }
  const target = checkTarget(overflow.target, null, places, scope);
  const actions = checkActions(
    overflow.actions,
    stepScope(scope, { kind: "overflow" }),
    actionPlace("overflow", { part: null, places }, true),
  );
  if (count === null || target === null) return null;
  return from(scope, span, {
    limit: count,
    overflow: from(scope, span, { kind: "else" as const, target, actions }),
  });
}

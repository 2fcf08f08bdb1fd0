import type { Action, Automaton, Group, State, Timer, Transition } from "./automaton.ts";
import { timerHead, timerText, transitionText } from "./listing.ts";
import { expressionText, triggerText } from "./wording.ts";

/**
 * An automaton as boxes and arrows, the common ground of DOT, Mermaid and SVG.
 * What a group's states share starts from a node of its own, "any state of the group";
 * where a part returns is a node too. Rules that do not leave their state are lines in its box.
 */
export interface Graph {
  readonly name: string;
  /** Id of the node in which a session begins. */
  readonly start: string;
  readonly nodes: readonly GraphNode[];
  /** Groups and parts. */
  readonly boxes: readonly GraphBox[];
  /** At most one between the same two nodes in one direction: its lines say what it is made of. */
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  readonly kind: "state" | "shared" | "return" | "overflow";
  readonly title: string;
  /** Id of the box it stands in. */
  readonly box: string | null;
  /** Rules that stay here; `enters`: left and entered again. */
  readonly loops: readonly GraphLine[];
}

export interface GraphBox {
  readonly id: string;
  readonly kind: "group" | "part";
  readonly title: string;
  readonly parent: string | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly GraphLine[];
}

export interface GraphLine {
  /** What it waits for: `view, cart`, `after 30m`. */
  readonly trigger: string;
  readonly guard: string | null;
  /** What it does, without the fields: `push query`, `emit credit`. */
  readonly actions: readonly string[];
  /** The rule whole, as it would be written. */
  readonly rule: string;
  readonly kind: "event" | "timer" | "call" | "return" | "overflow";
  /** For highlighting: the owner's name and the rule's place among its transitions or timers. */
  readonly id: string;
  readonly enters: boolean;
}

export function graphOf(automaton: Automaton): Graph {
  const parts = new Map(
    automaton.groups.flatMap((group) => (group.start === null ? [] : [[group.name, group.start]])),
  );
  const nodes: GraphNode[] = [];
  const arrows: { readonly from: string; readonly to: string; readonly line: GraphLine }[] = [];
  const callers = new Map<string, { readonly caller: string; readonly back: string }[]>();

  const returned = new Set<string>();
  const parents = new Map(automaton.groups.map((group) => [group.name, group.parent]));
  /** The outermost box is the part, since parts have no parent. */
  const partOf = (owner: State | Group): string => {
    let name = "group" in owner && owner.group !== null ? owner.group : owner.name;
    for (let up = parents.get(name); typeof up === "string"; up = parents.get(name)) name = up;
    return name;
  };

  const own = (owner: State | Group, id: string): GraphLine[] => {
    const loops: GraphLine[] = [];
    for (const { line, target, call, returns } of linesOf(owner)) {
      if (call !== null) {
        arrows.push({ from: id, to: stateId(parts.get(call.part) ?? call.part), line });
        const known = callers.get(call.part) ?? [];
        callers.set(call.part, [...known, { caller: owner.name, back: call.then }]);
      } else if (returns) {
        arrows.push({ from: id, to: returnId(partOf(owner)), line });
        returned.add(partOf(owner));
      } else if (target === null) loops.push(line);
      else if (stateId(target) === id) loops.push({ ...line, enters: true });
      else arrows.push({ from: id, to: stateId(target), line });
    }
    return loops;
  };

  for (const state of automaton.states) {
    const id = stateId(state.name);
    const box = state.group === null ? null : boxId(state.group);
    nodes.push({ id, kind: "state", title: state.name, box, loops: own(state, id) });
  }
  for (const group of automaton.groups) {
    if (group.transitions.length + group.timers.length === 0) continue;
    const id = `shared:${group.name}`;
    const title = `any state of ${group.name}`;
    nodes.push({ id, kind: "shared", title, box: boxId(group.name), loops: own(group, id) });
  }
  for (const part of returned) {
    const id = returnId(part);
    nodes.push({ id, kind: "return", title: "return", box: boxId(part), loops: [] });
    for (const { caller, back } of callers.get(part) ?? []) {
      const trigger = `called in ${caller}`;
      const rule = `return to ${back}, where ${part} was called in ${caller}`;
      const line = { trigger, guard: null, actions: [], rule, kind: "return" as const };
      arrows.push({
        from: id,
        to: stateId(back),
        line: { ...line, id: `${caller}/${part}`, enters: false },
      });
    }
  }
  const overflow = automaton.stack.depth?.overflow;
  if (overflow?.kind === "else") {
    const id = "overflow:";
    const title = `stack over ${automaton.stack.depth?.limit}`;
    nodes.push({ id, kind: "overflow", title, box: null, loops: [] });
    const line: GraphLine = {
      trigger: "else",
      guard: null,
      actions: shortActions(overflow.actions),
      rule: `depth ${automaton.stack.depth?.limit} else -> ${overflow.target}`,
      kind: "overflow",
      id: "overflow",
      enters: false,
    };
    arrows.push({ from: id, to: stateId(overflow.target), line });
  }
  return {
    name: automaton.pattern,
    start: stateId(automaton.start),
    nodes,
    boxes: automaton.groups.map((group) => ({
      id: boxId(group.name),
      kind: group.start === null ? "group" : "part",
      title: group.name,
      parent: group.parent === null ? null : boxId(group.parent),
    })),
    edges: merged(arrows),
  };
}

const stateId = (name: string): string => `state:${name}`;
const returnId = (part: string): string => `return:${part}`;
const boxId = (name: string): string => `box:${name}`;

interface RuleLine {
  readonly line: GraphLine;
  readonly target: string | null;
  readonly call: Extract<Action, { do: "call" }> | null;
  readonly returns: boolean;
}

function linesOf(owner: State | Group): RuleLine[] {
  const lines: RuleLine[] = owner.transitions.map((rule, index) =>
    ruleLine(rule, triggerText(rule.on), transitionText(rule), "event", `${owner.name}/${index}`),
  );
  owner.timers.forEach((rule, index) => {
    const head = timerHead(rule).replace(" else", "");
    lines.push(ruleLine(rule, head, timerText(rule), "timer", `${owner.name}.${index + 1}`));
  });
  return lines;
}

function ruleLine(
  rule: Transition | Timer,
  trigger: string,
  text: string,
  kind: "event" | "timer",
  id: string,
): RuleLine {
  const call = rule.actions.find((action) => action.do === "call") ?? null;
  const line: GraphLine = {
    trigger,
    guard: rule.guard === null ? null : expressionText(rule.guard),
    actions: shortActions(rule.actions),
    rule: text,
    kind: call === null ? kind : "call",
    id,
    enters: false,
  };
  const returns = rule.actions.some((action) => action.do === "return");
  return { line, target: rule.target, call, returns };
}

/** Actions by their first words, equal neighbours once. */
function shortActions(actions: readonly Action[]): string[] {
  const texts = actions.map((action) => {
    switch (action.do) {
      case "push":
      case "replace":
        return `${action.do} ${action.kind}`;
      case "emit":
        return `emit ${action.output}`;
      case "assign":
        return `set ${action.register}`;
      case "forEach":
        return `each ${action.kind}: ${[...new Set(action.emits.map((emit) => `emit ${emit.output}`))].join(", ")}`;
      case "call":
        return `call ${action.part}`;
      case "endSession":
        return "end session";
      default:
        return action.do;
    }
  });
  return texts.filter((text, index) => text !== texts[index - 1]);
}

function merged(
  arrows: readonly { readonly from: string; readonly to: string; readonly line: GraphLine }[],
): GraphEdge[] {
  const edges = new Map<string, { from: string; to: string; lines: GraphLine[] }>();
  for (const { from, to, line } of arrows) {
    const ends = JSON.stringify([from, to]);
    const edge = edges.get(ends) ?? { from, to, lines: [] };
    edge.lines.push(line);
    edges.set(ends, edge);
  }
  return [...edges.values()];
}

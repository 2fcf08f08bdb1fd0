import { DUE_TIMERS_MAX } from "../visitor.ts";
import type { Constants } from "./code.ts";
import type { Layout } from "./layout.ts";
import { ofSession, sessionRow } from "./site.ts";

/** Code for what a session does (rules 7 to 11, 16, 24), whether lanes share it or not. */
export function sessionText(layout: Layout, constants: Constants, careful: boolean): string {
  return [
    stepText(layout, careful),
    updateText(layout),
    endText(layout, constants, careful),
    layout.cellCount > 0 ? timerStepText(layout, constants, careful) : "",
  ].join("\n");
}

/** A session as it is told to who asks, in code; `lane` is code, too. */
export function sessionLiteral(layout: Layout, lane: string): string {
  const row = sessionRow(layout);
  return `{ clock: clockOf(${row}), end: endOf(${row}), first: ${ofSession(layout, "first")}, lane: ${lane} }`;
}

/** Wraps a step: what it does stands if it does not fail. */
function guarded(step: string, failed: string, careful: boolean): string {
  if (!careful) return step;
  return [
    "save(slot, v);",
    "try {",
    step,
    "commit();",
    "} catch (error) {",
    "  if (!(error instanceof StepFailure)) throw error;",
    "  undo(); restore(slot, v);",
    "  dropped = 0; refused = 0; ending = false;",
    failed,
    "}",
  ].join("\n");
}

function stepText(layout: Layout, careful: boolean): string {
  const { slots } = layout;
  const state = slots.at("state", "slot");
  return [
    "let dropped = 0, refused = 0, ending = false;",
    ...(layout.expires
      ? [`function fade(slot, now) { if (${slots.at("expiry", "slot")} < now) expire(slot, now); }`]
      : []),
    "function count() {",
    "  if (dropped !== 0) { counts.framesDropped += dropped; dropped = 0; }",
    "  if (refused !== 0) { counts.pushesRefused += refused; refused = 0; }",
    "}",
    "function stepEvent(slot, v, key, now, at, ref, order, code, event) {",
    ...(layout.expires ? ["  fade(slot, now);"] : []),
    ...(layout.tallied ? [`  rule = -1; const from = ${state};`] : []),
    `  const taken = onState(${state}, slot, v, key, now, at, ref, order, code, event.fields, event);`,
    ...(careful ? ["  commit();"] : []),
    "  count();",
    ...(layout.tallied ? ["  tally(slot, from, code);"] : []),
    "  return taken;",
    "}",
  ].join("\n");
}

/** Rules 7 to 9: a session begun by an event, or with one more. */
function updateText(layout: Layout): string {
  const at = (name: string): string => ofSession(layout, name);
  const row = layout.shared ? "v" : "slot";
  const timed = layout.cellCount > 0;
  return [
    `function beginSession(${row}, at, ref) {`,
    `  ${at("latest")} = at; ${at("events")} = 1; ${at("first")} = ref;`,
    `  ${at("start")} = at;`,
    ...(timed ? [`  ${at("clock")} = at; ${at("due")} = 0;`] : []),
    "}",
    `function continueSession(${row}, at) {`,
    `  ${at("events")}++;`,
    `  if (at > ${at("latest")}) ${at("latest")} = at;`,
    ...(timed ? [`  if (at > ${at("clock")}) ${at("clock")} = at;`, `  ${at("due")} = 0;`] : []),
    "}",
    `function clockOf(${row}) { return ${at(timed ? "clock" : "latest")}; }`,
    `function orderOf(${row}) { return ${at("events")}; }`,
    `function endOf(${row}) {`,
    `  const byGap = ${at("latest")} + ${layout.automaton.session.gap};`,
    ...(layout.automaton.session.max === null
      ? ["  return byGap;"]
      : [
          `  const byMax = ${at("start")} + ${layout.automaton.session.max};`,
          "  return byGap <= byMax ? byGap : byMax;",
        ]),
    "}",
    `function endedBy(${row}) {`,
    layout.automaton.session.max === null
      ? `  return "gap";`
      : `  return ${at("latest")} + ${layout.automaton.session.gap} <= ${at("start")} + ${layout.automaton.session.max} ? "gap" : "max";`,
    "}",
  ].join("\n");
}

/** The end of one configuration with its `on end`; nothing is left of it afterwards. */
function endText(layout: Layout, constants: Constants, careful: boolean): string {
  const state = layout.slots.at("state", "slot");
  const step = [
    ...(layout.expires ? ["fade(slot, now);"] : []),
    ...(layout.tallied ? ["rule = -1;"] : []),
    `endState(${state}, slot, v, key, now, at, ${ofSession(layout, "first")}, 1, by);`,
    "count();",
    ...(layout.tallied ? [`tally(slot, ${state}, -1);`] : []),
  ].join("\n");
  const failed = `counts.dueFailed++; dead(${deadStep(constants, layout, "due", `"end"`, "now", "error.message")});`;
  return [
    "function endSlot(slot, v, key, at, now, by) {",
    "counts.dueSteps++;",
    guarded(step, failed, careful),
    "}",
    `function closeSlot(slot) { freeFrames(slot); ${state} = -1; }`,
  ].join("\n");
}

function deadStep(
  constants: Constants,
  layout: Layout,
  kind: "due" | "stalled",
  name: string,
  instant: string,
  reason: string,
): string {
  const pattern = constants.of(layout.automaton.pattern);
  return `{ kind: "${kind}", pattern: ${pattern}, key, lane: laneTexts(slot), name: ${name}, instant: ${instant}, reason: ${reason} }`;
}

/** Takes a timer that is due. False: it is one too many, and the session is over (rule 24). */
function timerStepText(layout: Layout, constants: Constants, careful: boolean): string {
  const at = (name: string): string => ofSession(layout, name);
  const state = layout.slots.at("state", "slot");
  const names = layout.automaton.states.map(({ name }) => {
    const list: string[] = [];
    for (const { cell, owner, index } of layout.cells.get(name)!)
      list[cell] = `${owner.name}.${index}`;
    return Array.from(list, (each) => each ?? "");
  });
  const name = `${constants.of(names)}[state][cell]`;
  const reason = constants.of(
    `more than ${DUE_TIMERS_MAX} timers fell due since the session's last event`,
  );
  const step = [
    ...(layout.expires ? ["fade(slot, due);"] : []),
    ...(layout.tallied ? ["rule = -1;"] : []),
    "dueState(state, slot, v, key, due, due, ref, order, cell);",
    "count();",
    ...(layout.tallied ? ["tally(slot, state, -1);"] : []),
  ].join("\n");
  const failed = `counts.dueFailed++; dead(${deadStep(constants, layout, "due", name, "due", "error.message")});`;
  return [
    "function takeTimer(slot, v, key, cell, due) {",
    `const state = ${state};`,
    `if (${at("due")} >= ${DUE_TIMERS_MAX}) {`,
    `  dead(${deadStep(constants, layout, "stalled", name, "due", reason)});`,
    "  counts.stalled++;",
    "  return false;",
    "}",
    `if (due > ${at("clock")}) ${at("clock")} = due;`,
    `${at("due")}++;`,
    "counts.dueSteps++;",
    "const ref = armedBy(slot, cell), order = armedOrder(slot, cell);",
    "spend(slot, cell);",
    guarded(step, failed, careful),
    "return true;",
    "}",
  ].join("\n");
}

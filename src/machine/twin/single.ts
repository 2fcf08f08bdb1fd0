import type { Constants } from "./code.ts";
import type { Layout } from "./layout.ts";
import { sessionLiteral } from "./session.ts";
import { sessionRow } from "./site.ts";

/** Code for a table of keys with one automaton each. A key's row is its configuration's. */
export function singleText(layout: Layout, constants: Constants, careful: boolean): string {
  const { slots, automaton } = layout;
  const key = slots.at("key", "slot");
  const state = slots.at("state", "slot");
  const failed = [
    "if (!(error instanceof StepFailure)) throw error;",
    "undo(); dropped = 0; refused = 0; ending = false;",
    "counts.failed++;",
    `dead({ kind: "event", pattern: ${constants.of(automaton.pattern)}, key, lane: [], event: event.id, instant: at, reason: error.message });`,
    "if (!fresh) restore(slot, slot);",
    "else {",
    "  if (found !== undefined) rows.delete(key);",
    `  ${state} = -1; freeSlotRow(slot);`,
    "}",
    "return slot;",
  ].join("\n");
  const step = "stepEvent(slot, slot, key, now, at, ref, order, code, event)";
  const ends = layout.ends
    ? `if (ending) { ending = false; endSlot(slot, slot, key, at, now, "pattern"); close(slot); release(slot); }`
    : "";
  return [
    passText(layout),
    "function close(slot) { counts.sessionsEnded++; closeSlot(slot); }",
    `function release(slot) { rows.delete(${key}); freeSlotRow(slot); }`,
    "function feed(event, behind) {",
    "counts.handedOn++;",
    "const code = codeOf(event);",
    "if (IGNORED[code] !== 0) { counts.ignored++; return -1; }",
    foundText(layout, slots.at("key", "found")),
    "const fresh = found === undefined || !pass(found, at, false);",
    "const slot = found === undefined ? newSlot() : found;",
    "const ref = refOf(event);",
    "let now = at, order = 1;",
    "if (fresh) {",
    "  if (behind) counts.late++;",
    `  ${key} = key;`,
    "  beginSession(slot, at, ref);",
    "  beginSlot(slot, at, ref, 1);",
    "} else {",
    "  if (behind || at < clockOf(slot)) counts.late++;",
    ...(careful ? ["  save(slot, slot);"] : []),
    "  continueSession(slot, at);",
    "  now = clockOf(slot); order = orderOf(slot);",
    "}",
    "counts.stepped++;",
    careful
      ? `let taken; try { taken = ${step}; } catch (error) { ${failed} }`
      : `const taken = ${step};`,
    "if (taken) counts.taken++; else counts.unmatched++;",
    "if (fresh) { counts.sessionsBegun++; if (found === undefined) rows.set(key, slot); }",
    ends,
    "return slot;",
    "}",
    "function advance(slot, until, through) { if (!pass(slot, until, through)) release(slot); }",
    `function keyOf(slot) { return ${key}; }`,
    "function sessionOf(event) {",
    `const ${sessionRow(layout)} = rows.get(event.key);`,
    `return ${sessionRow(layout)} === undefined ? null : ${sessionLiteral(layout, "[]")};`,
    "}",
    nextText(layout, state),
  ].join("\n");
}

/** The row of an event's key, and the key; `known`: where the row has it. */
export function foundText({ passing }: Layout, known: string): string {
  return passing
    ? `const at = event.time, found = rows.find(event), key = found === undefined ? event.key : ${known};`
    : "const key = event.key, at = event.time, found = rows.get(key);";
}

/** Takes what is due until an instant. False: the session is over; its row is not yet given back. */
function passText(layout: Layout): string {
  const key = layout.slots.at("key", "slot");
  const end = "endSlot(slot, slot, key, end, end, endedBy(slot)); close(slot); return false;";
  if (layout.cellCount === 0)
    return [
      "function pass(slot, until, through) {",
      "const end = endOf(slot);",
      "if (end > until || (end === until && !through)) return true;",
      `const key = ${key};`,
      end,
      "}",
    ].join("\n");
  return [
    "function pass(slot, until, through) {",
    `const key = ${key};`,
    "for (;;) {",
    "const end = endOf(slot);",
    "let best = end, cell = -1, kind = 2;",
    `const state = ${layout.slots.at("state", "slot")}, cells = CELLS[state];`,
    "for (let i = 0; i < cells.length; i++) {",
    "  const due = dueOf(slot, cells[i]);",
    "  if (due < best || (due === best && kind === 2)) { best = due; cell = cells[i]; kind = i < EARLY[state] ? 0 : 1; }",
    "}",
    "if (best > until || (best === until && !through && kind !== 0)) return true;",
    `if (cell < 0) { ${end} }`,
    "if (!takeTimer(slot, slot, key, cell, best)) { close(slot); return false; }",
    ...(layout.ends
      ? [
          `if (ending) { ending = false; endSlot(slot, slot, key, best, best, "pattern"); close(slot); return false; }`,
        ]
      : []),
    "}",
    "}",
  ].join("\n");
}

function nextText(layout: Layout, state: string): string {
  return [
    "function nextDue(slot) {",
    `if (${state} < 0) return Infinity;`,
    "let best = endOf(slot);",
    ...Array.from({ length: layout.cellCount }, (_, cell) => {
      const due = layout.slots.at(`cell ${cell}`, "slot");
      return `if (${due} < best) best = ${due};`;
    }),
    "return best;",
    "}",
  ].join("\n");
}

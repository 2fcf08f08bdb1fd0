import type { Constants } from "./code.ts";
import type { Layout } from "./layout.ts";
import { sessionLiteral } from "./session.ts";
import { foundText } from "./single.ts";

/**
 * Code for a table of keys with lanes (rule 6). A key's row is its visitor's, with a list of the rows of its
 * lanes in order of age; the session lies with the visitor where lanes share it, else with each lane.
 */
export function lanesText(layout: Layout, constants: Constants, careful: boolean): string {
  const { visitors, shared } = layout;
  const lanes = visitors.at("lanes", "v");
  const open = visitors.at("open", "v");
  const key = visitors.at("key", "v");
  return [
    "function forgetLane(slot) { closeSlot(slot); freeSlotRow(slot); }",
    "function endSession(v, slot, key, at, now, by) {",
    ...(shared
      ? [`for (const each of ${lanes}) endSlot(each, v, key, at, now, by);`]
      : ["endSlot(slot, v, key, at, now, by);"]),
    "forget(v, slot);",
    "}",
    "function forget(v, slot) {",
    "counts.sessionsEnded++;",
    `const list = ${lanes};`,
    ...(shared
      ? ["for (const each of list) forgetLane(each);", `list.length = 0; ${open} = 0;`]
      : [
          "list.splice(list.indexOf(slot), 1); forgetLane(slot);",
          `if (list.length === 0) ${open} = 0;`,
        ]),
    "}",
    `function release(v) { rows.delete(${key}); freeVisitorRow(v); }`,
    `function openVisitor(key) { const v = newVisitor(); ${key} = key; ${lanes} = []; ${open} = 0; return v; }`,
    searchText(layout),
    passText(layout),
    feedText(layout, constants, careful),
    sessionOfText(layout, constants),
    `function advance(v, until, through) { pass(v, until, through); if (${open} === 0) release(v); }`,
    `function keyOf(v) { return ${key}; }`,
    "function nextDue(v) {",
    `if (${open} === 0) return Infinity;`,
    `return soonest(v, ${key});`,
    "}",
  ].join("\n");
}

/** What is due next in a visitor: by instant, rule 10's kind, age of the lane, rule 23. */
function searchText(layout: Layout): string {
  const { slots, visitors, shared, cellCount } = layout;
  const state = slots.at("state", "slot");
  return [
    "let dueKind = 3, dueSlot = -1, dueCell = -1;",
    "function soonest(v) {",
    "let best = Infinity; dueKind = 3; dueSlot = -1; dueCell = -1;",
    `const list = ${visitors.at("lanes", "v")};`,
    "for (let l = 0; l < list.length; l++) {",
    "const slot = list[l];",
    ...(cellCount === 0
      ? []
      : [
          `const cells = CELLS[${state}], early = EARLY[${state}];`,
          "for (let i = 0; i < cells.length; i++) {",
          "  const due = dueOf(slot, cells[i]), kind = i < early ? 0 : 1;",
          "  if (due < best || (due === best && kind < dueKind)) {",
          "    best = due; dueKind = kind; dueSlot = slot; dueCell = cells[i];",
          "  }",
          "}",
        ]),
    ...(shared ? [] : [better("slot")]),
    "}",
    ...(shared ? [better("v")] : []),
    "return best;",
    "}",
  ].join("\n");

  function better(row: string): string {
    return [
      `const end = endOf(${row});`,
      "if (end < best || (end === best && 2 < dueKind)) {",
      `  best = end; dueKind = 2; dueSlot = ${shared ? "-1" : "slot"}; dueCell = -1;`,
      "}",
    ].join("\n");
  }
}

function passText(layout: Layout): string {
  const { visitors, shared } = layout;
  const row = shared ? "v" : "slot";
  return [
    "function pass(v, until, through) {",
    `const key = ${visitors.at("key", "v")};`,
    `while (${visitors.at("open", "v")} !== 0) {`,
    "const best = soonest(v);",
    "if (best > until || (best === until && !through && dueKind !== 0)) return;",
    "const slot = dueSlot;",
    `if (dueKind === 2) endSession(v, slot, key, best, best, endedBy(${row}));`,
    ...(layout.cellCount === 0
      ? []
      : [
          "else if (!takeTimer(slot, v, key, dueCell, best)) forget(v, slot);",
          ...(layout.ends
            ? [
                `else if (ending) { ending = false; endSession(v, slot, key, best, best, "pattern"); }`,
              ]
            : []),
        ]),
    "}",
    "}",
  ].join("\n");
}

/** Code for the lane that an event belongs to: its fields' values, and whether `each` is it. */
function laneText(
  { slots, automaton }: Layout,
  constants: Constants,
): { readonly fields: readonly string[]; readonly same: string } {
  const fields = automaton.lanes!.fields.map(({ name }, i) => {
    const text = constants.of(name);
    return `const lane${i} = hasOwn(event.fields, ${text}) ? event.fields[${text}] : undefined;`;
  });
  const same = fields.map((_, i) => `${slots.at(`lane ${i}`, "each")} === lane${i}`).join(" && ");
  return { fields, same };
}

/** Without a value there is no lane with it. */
function sessionOfText(layout: Layout, constants: Constants): string {
  const { visitors, shared } = layout;
  const { fields, same } = laneText(layout, constants);
  return [
    "function sessionOf(event) {",
    "const v = rows.get(event.key);",
    `if (v === undefined || ${visitors.at("open", "v")} === 0) return null;`,
    ...(shared
      ? [`return ${sessionLiteral(layout, "[]")};`]
      : [
          ...fields,
          "let slot = -1;",
          `for (const each of ${visitors.at("lanes", "v")}) if (${same}) { slot = each; break; }`,
          `return slot < 0 ? null : ${sessionLiteral(layout, "laneTexts(slot)")};`,
        ]),
    "}",
  ].join("\n");
}

function feedText(layout: Layout, constants: Constants, careful: boolean): string {
  const { slots, visitors, automaton, shared } = layout;
  const lanes = visitors.at("lanes", "v");
  const open = visitors.at("open", "v");
  const { fields, same } = laneText(layout, constants);
  const numbers = fields.map((_, i) => i);
  const limit = automaton.lanes!.limit;
  const row = shared ? "v" : "slot";
  const step = "stepEvent(slot, v, key, now, at, ref, order, code, event)";
  const pattern = constants.of(automaton.pattern);
  const failed = [
    "if (!(error instanceof StepFailure)) throw error;",
    "undo(); dropped = 0; refused = 0; ending = false;",
    "counts.failed++;",
    `dead({ kind: "event", pattern: ${pattern}, key, lane: laneTexts(slot), event: event.id, instant: at, reason: error.message });`,
    "restore(slot, v);",
    `if (begun) { ${slots.has("head") ? `${slots.at("head", "slot")} = 0;` : ""} forgetLane(slot); }`,
    `if (${open} === 0) release(v);`,
    "return v;",
  ].join("\n");
  return [
    "function feed(event, behind) {",
    "counts.handedOn++;",
    "const code = codeOf(event);",
    "if (IGNORED[code] !== 0) { counts.ignored++; return -1; }",
    foundText(layout, visitors.at("key", "found")),
    ...fields,
    `const none = ${numbers.map((i) => `lane${i} === undefined`).join(" || ")};`,
    "let v = found === undefined ? -1 : found;",
    `if (v >= 0${shared ? "" : " && !none"}) pass(v, at, false);`,
    "let slot = -1;",
    `const count = v < 0 ? 0 : ${lanes}.length;`,
    `if (!none) for (let i = 0; i < count; i++) { const each = ${lanes}[i]; if (${same}) { slot = each; break; } }`,
    "const begun = slot < 0;",
    // Whether there is a session that the event continues.
    `const continued = ${shared ? `v >= 0 && ${open} !== 0` : "!begun"};`,
    `if (behind || (continued && at < clockOf(${row}))) counts.late++;`,
    limit === null
      ? "const full = false;"
      : `const full = begun && !none && count >= ${limit.count};`,
    ...(limit?.overflow === "refuse" ? ["if (full) counts.lanesRefused++;"] : []),
    `if (none${limit?.overflow === "refuse" ? " || full" : ""}) {`,
    "  counts.laneless++;",
    ...(shared
      ? [
          "  if (v < 0) { v = openVisitor(key); rows.set(key, v); }",
          "  if (continued) continueSession(v, at);",
          `  else { counts.sessionsBegun++; ${open} = 1; beginSession(v, at, refOf(event)); }`,
          "  return v;",
        ]
      : ["  return v;"]),
    "}",
    "const ref = refOf(event);",
    "if (v < 0) { v = openVisitor(key); rows.set(key, v); }",
    `const list = ${lanes};`,
    "if (begun) {",
    "  slot = newSlot();",
    ...numbers.map((i) => `  ${slots.at(`lane ${i}`, "slot")} = lane${i};`),
    ...(slots.has("head") ? [`  ${slots.at("head", "slot")} = 0;`] : []),
    "}",
    ...(careful ? ["save(slot, v);"] : []),
    `if (continued) continueSession(${row}, at); else beginSession(${row}, at, ref);`,
    `const now = clockOf(${row}), order = orderOf(${row});`,
    "if (begun) beginSlot(slot, now, ref, order);",
    "counts.stepped++;",
    careful
      ? `let taken; try { taken = ${step}; } catch (error) { ${failed} }`
      : `const taken = ${step};`,
    "if (taken) counts.taken++; else counts.unmatched++;",
    "if (!continued) counts.sessionsBegun++;",
    `${open} = 1;`,
    "if (begun) {",
    ...(limit?.overflow === "drop oldest"
      ? ["  if (full) { counts.lanesDropped++; forgetLane(list.shift()); }"]
      : []),
    "  list.push(slot);",
    "}",
    ...(layout.ends
      ? [`if (ending) { ending = false; endSession(v, slot, key, at, now, "pattern"); }`]
      : []),
    `if (${open} === 0) release(v);`,
    "return v;",
    "}",
  ].join("\n");
}

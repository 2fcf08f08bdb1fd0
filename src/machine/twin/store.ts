import { constantOf } from "../evaluate.ts";
import { encodeId } from "../render.ts";
import type { Constants } from "./code.ts";
import { literalOf, packedInitial } from "./initial.ts";
import { type Layout, seenPlaces } from "./layout.ts";
import { ofSession } from "./site.ts";

/** Code for what lies in memory: rows, frames, and what must be undone where a step fails (rule 16). */
export function storeText(layout: Layout, constants: Constants, careful: boolean): string {
  return [
    layout.slots.declaration(),
    layout.visitors === layout.slots ? "" : layout.visitors.declaration(),
    layout.frames.declaration(),
    rowText(layout),
    beginText(layout, constants),
    identityText(layout, constants),
    layout.slots.has("head") ? frameText(layout, careful) : noFrames,
    layout.calls ? callText(layout, careful) : "",
    layout.cellCount > 0 ? timerText(layout) : "",
    careful ? carefulText(layout) : "",
  ].join("\n");
}

const REFERENCE_NONE = { text: "undefined", number: "NaN" };

function rowText(layout: Layout): string {
  const { slots, visitors } = layout;
  const rows = (columns: typeof slots, name: string): string => {
    const x = columns.prefix;
    return [
      `const free${name} = []; let next${name} = 0;`,
      `function new${name}() {`,
      `  const row = free${name}.length > 0 ? free${name}.pop() : next${name}++;`,
      `  if (row === next${name} - 1 && row >= ${x}N) grow${x}(row);`,
      ...columns.anyRoomFor("row").map((line) => `  ${line}`),
      `  return row;`,
      `}`,
      `function free${name}Row(row) {`,
      ...columns.anyPlaces("row").map((place) => `  ${place} = undefined;`),
      `  free${name}.push(row);`,
      `}`,
    ].join("\n");
  };
  return visitors === slots
    ? rows(slots, "Slot")
    : [rows(slots, "Slot"), rows(visitors, "Visitor")].join("\n");
}

/** A configuration in which a session begins, its start timers armed (rule 23). */
function beginText(layout: Layout, constants: Constants): string {
  const { slots, automaton, cellCount } = layout;
  const at = (name: string): string => slots.at(name, "slot");
  const armed = layout.cells.get(automaton.start)!;
  return [
    "function beginSlot(slot, now, ref, order) {",
    `${at("state")} = ${layout.states.get(automaton.start)};`,
    ...(layout.tallied ? seenPlaces(layout.states.size).map((place) => `${at(place)} = 0;`) : []),
    ...(slots.has("head") ? [`${at("head")} = 0;`] : []),
    ...(slots.has("depth") ? [`${at("depth")} = 0;`] : []),
    ...(slots.has("expiry") ? [`${at("expiry")} = Infinity;`] : []),
    ...automaton.registers.flatMap(({ name, type, initial }) => {
      const value = initial === null ? undefined : constantOf(type, initial);
      const written = layout.written.has(name);
      return [
        `${at(`register ${name}`)} = ${packedInitial(value, type, (text) => literalOf(text, constants))};`,
        ...(written ? [`${at(`written ${name}`)} = 0;`] : []),
        ...(written ? [`${at(`writer ${name}`)} = ${REFERENCE_NONE[layout.ids]};`] : []),
      ];
    }),
    ...Array.from({ length: cellCount }, (_, cell) => {
      const timer = armed.find((each) => each.cell === cell)?.timer;
      if (timer === undefined) return `${at(`cell ${cell}`)} = Infinity;`;
      return [
        `${at(`cell ${cell}`)} = now + ${timer.duration};`,
        `${at(`armed ${cell}`)} = ref;`,
        `${at(`order ${cell}`)} = order;`,
      ].join(" ");
    }),
    "}",
  ].join("\n");
}

/** Ids of rule 27: the place of an output (pattern aside) and the session's id. */
function identityText(layout: Layout, constants: Constants): string {
  const fields = layout.automaton.lanes?.fields ?? [];
  const lanes = fields.map(
    (_, i) => ` + "," + idText(String(${layout.slots.at(`lane ${i}`, "slot")}))`,
  );
  const pattern = constants.of(`${encodeId(layout.automaton.pattern)}/`);
  const place = layout.shared ? "idText(key)" : "placeOf(slot, v, key)";
  return [
    `function placeOf(slot, v, key) { return idText(key)${lanes.join("")}; }`,
    `function sessionIdOf(slot, v, key) {`,
    `  return ${pattern} + ${place} + "/" + idOf(${ofSession(layout, "first")});`,
    `}`,
    `function laneTexts(slot) {`,
    `  return [${fields.map((_, i) => `String(${layout.slots.at(`lane ${i}`, "slot")})`).join(", ")}];`,
    `}`,
  ].join("\n");
}

const noFrames = "function freeFrames(slot) {}";

function frameText(layout: Layout, careful: boolean): string {
  const { frames, slots, calls } = layout;
  const at = (name: string, row = "f"): string => frames.at(name, row);
  const head = slots.at("head", "slot");
  const depth = slots.has("depth") ? slots.at("depth", "slot") : null;
  const isFrame = (row: string): string => (calls ? `${at("kind", row)} !== 0` : "true");
  const lines = [
    "let freeG = 0; let nextG = 1;",
    ...frames.anyRoom,
    "function newFrame(kind, below) {",
    "  let f = freeG;",
    `  if (f !== 0) freeG = ${at("below")};`,
    "  else {",
    "    f = nextG++;",
    "    if (f >= GN) growG(f);",
    ...frames.anyRoom.map((line) => `    ${line}`),
    "  }",
    `  ${at("kind")} = kind; ${at("below")} = below;`,
    ...(careful ? ["  made[makings++] = f;"] : []),
    "  return f;",
    "}",
    "function freeFrame(f) {",
    ...frames.anyPlaces("f").map((place) => `  ${place} = undefined;`),
    `  ${at("below")} = freeG; freeG = f;`,
    "}",
    `function dropFrame(f) { ${careful ? "gone[goings++] = f;" : "freeFrame(f);"} }`,
    "function freeFrames(slot) {",
    `  for (let f = ${head}, below = 0; f !== 0; f = below) { below = ${at("below")}; freeFrame(f); }`,
    `  ${head} = 0;`,
    "}",
    "function popFrame(slot) {",
    `  const f = ${head};`,
    `  ${head} = ${at("below")};`,
    ...(depth === null ? [] : [`  ${depth}--;`]),
    "  dropFrame(f);",
    "}",
    `function hasFrame(slot) { const f = ${head}; return f !== 0 && ${isFrame("f")}; }`,
    "function clearFrames(slot) { while (hasFrame(slot)) popFrame(slot); }",
    "function hasAbove(slot, need) {",
    `  for (let f = ${head}; f !== 0 && ${isFrame("f")}; f = ${at("below")}) if (--need <= 0) return true;`,
    "  return false;",
    "}",
    "function aboveOf(slot) {",
    "  let n = 0;",
    `  for (let f = ${head}; f !== 0 && ${isFrame("f")}; f = ${at("below")}) n++;`,
    "  return n;",
    "}",
    `function depthOf(slot) { let n = 0; for (let f = ${head}; f !== 0; f = ${at("below")}) if (${isFrame("f")}) n++; return n; }`,
    `function topOf(f) { while (f !== 0 && !(${isFrame("f")})) f = ${at("below")}; return f; }`,
    `function bottomOf(f) { let last = 0; for (; f !== 0; f = ${at("below")}) if (${isFrame("f")}) last = f; return last; }`,
    `function nearestOf(f, kind) { while (f !== 0 && ${at("kind")} !== kind) f = ${at("below")}; return f; }`,
    `function countKind(f, kind) { let n = 0; for (; f !== 0; f = ${at("below")}) if (${at("kind")} === kind) n++; return n; }`,
    "function framesOf(f, kind) {",
    "  const list = [];",
    `  for (; f !== 0; f = ${at("below")}) if (${at("kind")} === kind) list.push(f);`,
    "  return list.reverse();",
    "}",
    // Takes a frame out of the middle; `above` is the cell that stands on it, 0 where it is the head.
    "function unlink(slot, above, f) {",
    `  if (above === 0) ${head} = ${at("below")};`,
    "  else {",
    ...(careful ? [`    bent.push(above, ${at("below", "above")});`] : []),
    `    ${at("below", "above")} = ${at("below")};`,
    "  }",
    ...(depth === null ? [] : [`  ${depth}--;`]),
    "  dropFrame(f);",
    "}",
    "function dropOldest(slot) {",
    "  let above = 0, last = 0, over = 0;",
    `  for (let f = ${head}; f !== 0; over = f, f = ${at("below")}) if (${isFrame("f")}) { last = f; above = over; }`,
    "  unlink(slot, above, last);",
    "  dropped++;",
    "}",
  ];
  if (layout.expires) {
    const expiry = slots.at("expiry", "slot");
    const kinds = [...layout.kinds.keys()].map((kind) => layout.machine.kinds.get(kind)!);
    const lasting = kinds.map(({ expires }) => (expires === null ? "Infinity" : String(expires)));
    lines.push(
      `const LASTING = [Infinity, ${lasting.join(", ")}];`,
      // Rule 18: absent from steps with birth + expires < now.
      "function expire(slot, now) {",
      "  let above = 0, next = Infinity;",
      `  for (let f = ${head}, below = 0; f !== 0; f = below) {`,
      `    below = ${at("below")};`,
      `    const last = ${at("born")} + LASTING[${at("kind")}];`,
      "    if (last < now) unlink(slot, above, f);",
      "    else { above = f; if (last < next) next = last; }",
      "  }",
      `  ${expiry} = next;`,
      "}",
    );
  }
  return lines.join("\n");
}

/** Rule 20: a return address is a cell of kind 0; the number of its state lies where the kind's writer would. */
function callText(layout: Layout, careful: boolean): string {
  const { frames, slots } = layout;
  const head = slots.at("head", "slot");
  const at = (name: string): string => frames.at(name, "f");
  return [
    "function pushAddress(slot, state) {",
    `  const f = newFrame(0, ${head});`,
    `  ${at("back")} = state; ${head} = f;`,
    ...(layout.born ? [`  ${at("born")} = Infinity;`] : []),
    "}",
    `function callsOf(slot) { let n = 0; for (let f = ${head}; f !== 0; f = ${at("below")}) if (${at("kind")} === 0) n++; return n; }`,
    "function returnFrom(slot) {",
    "  clearFrames(slot);",
    `  const f = ${head}, state = ${at("back")};`,
    `  ${head} = ${at("below")};`,
    "  dropFrame(f);",
    "  return state;",
    "}",
    "function withoutCalls(slot) {",
    "  let above = 0;",
    `  for (let f = ${head}, below = 0; f !== 0; f = below) {`,
    `    below = ${at("below")};`,
    `    if (${at("kind")} === 0) {`,
    `      if (above === 0) ${head} = below;`,
    `      else { ${careful ? `bent.push(above, ${frames.at("below", "above")}); ` : ""}${frames.at("below", "above")} = below; }`,
    "      dropFrame(f);",
    "    } else above = f;",
    "  }",
    "}",
    ...(layout.cellCount > 0
      ? []
      : [
          `function enterState(slot, state) { ${slots.at("state", "slot")} = state; }`,
          `function enterFromOutside(slot, state) { ${slots.at("state", "slot")} = state; }`,
        ]),
  ].join("\n");
}

/** Timers where the state is not known when the code is written. */
function timerText(layout: Layout): string {
  const { slots, cellCount, automaton } = layout;
  const at = (name: string): string => slots.at(name, "slot");
  const owners = [...automaton.states, ...automaton.groups];
  // By state: cell, duration, owner's number (groups below zero), and whether it comes after events (rule 10).
  const table = automaton.states.map(({ name }) =>
    layout.cells.get(name)!.map(({ cell, owner, timer }) => {
      const number = owners.indexOf(owner) + 1;
      return [cell, timer.duration, "parent" in owner ? -number : number];
    }),
  );
  const order = automaton.states.map(({ name }) => {
    const cells = layout.cells.get(name)!;
    const within = (each: (typeof cells)[number]): boolean => each.timer.kind === "within";
    return {
      early: cells.filter((each) => !within(each)).map(({ cell }) => cell),
      late: cells.filter(within).map(({ cell }) => cell),
    };
  });
  const byCell = (name: string): string =>
    Array.from(
      { length: cellCount },
      (_, cell) => `case ${cell}: return ${at(`${name} ${cell}`)};`,
    ).join(" ");
  return [
    `const TIMERS = ${JSON.stringify(table)};`,
    `const CELLS = ${JSON.stringify(order.map(({ early, late }) => [...early, ...late]))};`,
    `const EARLY = ${JSON.stringify(order.map(({ early }) => early.length))};`,
    `function dueOf(slot, cell) { switch (cell) { ${byCell("cell")} } }`,
    `function armedBy(slot, cell) { switch (cell) { ${byCell("armed")} } }`,
    `function armedOrder(slot, cell) { switch (cell) { ${byCell("order")} } }`,
    "function setTimer(slot, cell, due, ref, order) {",
    "  switch (cell) {",
    ...Array.from(
      { length: cellCount },
      (_, cell) =>
        `  case ${cell}: ${at(`cell ${cell}`)} = due; ${at(`armed ${cell}`)} = ref; ${at(`order ${cell}`)} = order; return;`,
    ),
    "  }",
    "}",
    "function spend(slot, cell) {",
    "  switch (cell) {",
    ...Array.from(
      { length: cellCount },
      (_, cell) => `  case ${cell}: ${at(`cell ${cell}`)} = Infinity; return;`,
    ),
    "  }",
    "}",
    "function enterFromOutside(slot, state, now, ref, order) {",
    `  for (const [cell] of TIMERS[${at("state")}]) spend(slot, cell);`,
    "  for (const [cell, duration] of TIMERS[state]) setTimer(slot, cell, now + duration, ref, order);",
    `  ${at("state")} = state;`,
    "}",
    "function enterState(slot, state, now, ref, order) {",
    `  const left = TIMERS[${at("state")}], entered = TIMERS[state];`,
    "  const stays = (list, owner) => owner < 0 && list.some((other) => other[2] === owner);",
    "  for (const [cell, , owner] of left) if (!stays(entered, owner)) spend(slot, cell);",
    "  for (const [cell, duration, owner] of entered)",
    "    if (!stays(left, owner)) setTimer(slot, cell, now + duration, ref, order);",
    `  ${at("state")} = state;`,
    "}",
  ].join("\n");
}

/** Rule 16: what a step that may fail has to give back. Frames are never changed in place, but for where they stand. */
function carefulText(layout: Layout): string {
  const { slots, frames, sessions, shared } = layout;
  const ints = 2 * slots.stride;
  const ofStride = ({ stride }: typeof slots): readonly number[] => [...Array(2 * stride).keys()];
  const saveRows = (columns: typeof slots, row: string, x: string): string[] => [
    `const from${x} = ${row} * ${2 * columns.stride};`,
    ...ofStride(columns).map((i) => `saved${x}[${i}] = ${x}I[from${x} + ${i}];`),
    ...columns.anyPlaces(row).map((place, i) => `kept${x}${i} = ${place};`),
  ];
  const restoreRows = (columns: typeof slots, row: string, x: string): string[] => [
    `const from${x} = ${row} * ${2 * columns.stride};`,
    ...ofStride(columns).map((i) => `${x}I[from${x} + ${i}] = saved${x}[${i}];`),
    ...columns.anyPlaces(row).map((place, i) => `${place} = kept${x}${i};`),
  ];
  const both = shared ? [slots, sessions] : [slots];
  return [
    // Emptied by counting: an array that is cut off has to be made anew each time.
    "const pending = [], kinds = [], made = [], gone = [], bent = [];",
    "let waiting = 0, makings = 0, goings = 0;",
    ...both.flatMap((columns) => [
      `const saved${columns.prefix} = new Int32Array(${Math.max(2 * columns.stride, ints)});`,
      ...columns.anyPlaces("").map((_, i) => `let kept${columns.prefix}${i};`),
    ]),
    "function save(slot, v) {",
    ...saveRows(slots, "slot", "S"),
    ...(shared ? saveRows(sessions, "v", sessions.prefix) : []),
    "}",
    "function restore(slot, v) {",
    ...restoreRows(slots, "slot", "S"),
    ...(shared ? restoreRows(sessions, "v", sessions.prefix) : []),
    "}",
    "function commit() {",
    "  for (let i = 0; i < waiting; i++) {",
    '    const line = pending[i]; pending[i] = "";',
    ...(layout.tallied ? ["    told[kinds[i]]++;"] : []),
    "    tell(line);",
    "  }",
    ...(slots.has("head") ? ["  for (let i = 0; i < goings; i++) freeFrame(gone[i]);"] : []),
    "  waiting = 0; makings = 0; goings = 0;",
    "  if (bent.length > 0) bent.length = 0;",
    "}",
    "function undo() {",
    '  for (let i = 0; i < waiting; i++) pending[i] = "";',
    ...(slots.has("head")
      ? [
          "  while (bent.length > 0) {",
          "    const below = bent.pop(), f = bent.pop();",
          `    ${frames.at("below", "f")} = below;`,
          "  }",
          "  for (let i = 0; i < makings; i++) freeFrame(made[i]);",
        ]
      : []),
    "  waiting = 0; makings = 0; goings = 0;",
    "}",
  ].join("\n");
}

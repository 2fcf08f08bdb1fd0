import type { Type } from "../../automaton/automaton.ts";
import type { Constants } from "./code.ts";
import { placeOf } from "./columns.ts";
import { frameColumn, type Layout, seenPlaces } from "./layout.ts";
import { ofSession, sessionRow } from "./site.ts";

/**
 * Code that gives what is open of a key as the reference's value, as kept.ts says, and that goes on from one:
 * `save`, `restore` and `forget` of a table.
 */
export function keepText(layout: Layout, constants: Constants, careful: boolean): string {
  const numbered = layout.ids === "number";
  return [
    "const present = (value) => value === value ? value : undefined;",
    `const textOf = ${numbered ? "host.ids.textOf" : "(ref) => ref"};`,
    `const refOfText = ${numbered ? "(id) => host.ids.numberOf(id)" : "(id) => id"};`,
    `const STATES = ${constants.of(layout.automaton.states.map(({ name }) => name))};`,
    "const STATE_NUMBERS = new Map(STATES.map((name, number) => [name, number]));",
    layout.slots.has("head")
      ? stackText(layout, constants, careful)
      : "function savedStack() { return null; }",
    configurationText(layout, constants),
    sessionText(layout),
    layout.lanes ? lanedText(layout, constants) : singleText(layout),
  ].join("\n");
}

/** A place's content as a value, and a value as a place holds it. */
const unpacked = (place: string, type: Type): string =>
  ({
    any: place,
    double: `present(${place})`,
    int: `(${place} === 2 ? undefined : ${place} === 1)`,
  })[placeOf(type)];

const packed = (value: string, type: Type): string =>
  ({
    any: value,
    double: `(${value} === undefined ? NaN : ${value})`,
    int: `(${value} === undefined ? 2 : Number(${value}))`,
  })[placeOf(type)];

const writerOf = (ref: string, order: string): string => `{ id: textOf(${ref}), order: ${order} }`;

// ---------------------------------------------------------------- stack

function stackText(layout: Layout, constants: Constants, careful: boolean): string {
  const { frames, slots, machine, kinds, calls } = layout;
  const at = (name: string): string => frames.at(name, "f");
  const head = slots.at("head", "slot");
  const known = [...kinds].map(([name, number]) => {
    const { fields, expires } = machine.kinds.get(name)!;
    return { name, number, fields, expires };
  });
  const savedFields = (kind: (typeof known)[number]): string =>
    kind.fields
      .map(({ name, type }) => {
        const place = at(frameColumn(layout, kind.name, name));
        return `[${constants.of(name)}]: ${unpacked(place, type)}`;
      })
      .join(", ");
  return [
    `const KIND_NUMBERS = new Map(${constants.of([...kinds.keys()])}.map((name, i) => [name, i + 1]));`,
    "function savedCell(f) {",
    `  switch (${at("kind")}) {`,
    ...(calls ? [`  case 0: return { returnTo: STATES[${at("back")}] };`] : []),
    ...known.map(
      (kind) =>
        `  case ${kind.number}: return { kind: ${constants.of(kind.name)}, fields: { ${savedFields(kind)} }, ` +
        `born: ${layout.born ? at("born") : "0"}, ` +
        `writer: ${layout.frameWriters ? writerOf(at("writer"), at("order")) : "NOBODY"} };`,
    ),
    "  }",
    "}",
    "function savedStack(slot, now) {",
    ...(layout.expires
      ? [
          // Most stacks are short, and most frames have not expired.
          "  const list = [];",
          `  for (let f = ${head}; f !== 0; f = ${at("below")}) if (${at("born")} + LASTING[${at("kind")}] >= now) list.push(f);`,
        ]
      : [
          "  const list = [];",
          `  for (let f = ${head}; f !== 0; f = ${at("below")}) list.push(f);`,
        ]),
    "  let stack = null;",
    "  for (let i = list.length - 1; i >= 0; i--) stack = { cell: savedCell(list[i]), below: stack };",
    "  return stack;",
    "}",
    "function restoreStack(slot, stack) {",
    "  const list = [];",
    "  for (let rest = stack; rest !== null; rest = rest.below) list.push(rest.cell);",
    `  let head = 0, count = 0${layout.expires ? ", expiry = Infinity" : ""};`,
    "  for (let i = list.length - 1; i >= 0; i--) {",
    "    const cell = list[i];",
    "    const kind = cell.returnTo === undefined ? KIND_NUMBERS.get(cell.kind) : 0;",
    "    const f = newFrame(kind, head);",
    "    head = f;",
    ...(calls
      ? [
          `    if (kind === 0) { ${at("back")} = STATE_NUMBERS.get(cell.returnTo);${layout.born ? ` ${at("born")} = Infinity;` : ""} continue; }`,
        ]
      : []),
    "    count++;",
    ...(layout.born ? [`    ${at("born")} = cell.born;`] : []),
    ...(layout.expires
      ? ["    if (cell.born + LASTING[kind] < expiry) expiry = cell.born + LASTING[kind];"]
      : []),
    ...(layout.frameWriters
      ? [`    ${at("writer")} = refOfText(cell.writer.id); ${at("order")} = cell.writer.order;`]
      : []),
    "    const { fields } = cell;",
    "    switch (kind) {",
    ...known.map(({ name: kind, number, fields }) => {
      const set = fields.map(({ name, type }) => {
        const value = `fields[${constants.of(name)}]`;
        return `${at(frameColumn(layout, kind, name))} = ${packed(value, type)};`;
      });
      return `    case ${number}: ${set.join(" ")} break;`;
    }),
    "    }",
    "  }",
    `  ${head} = head;`,
    ...(slots.has("depth") ? [`  ${slots.at("depth", "slot")} = count;`] : []),
    ...(layout.expires ? [`  ${slots.at("expiry", "slot")} = expiry;`] : []),
    ...(careful ? ["  makings = 0;"] : []),
    "}",
  ].join("\n");
}

// ---------------------------------------------------------------- configurations

function configurationText(layout: Layout, constants: Constants): string {
  const { slots, automaton, written, cells, cellCount } = layout;
  const at = (name: string): string => slots.at(name, "slot");
  const registers = automaton.registers.map(({ name, type }) => {
    const order = written.has(name) ? at(`written ${name}`) : null;
    const writer =
      order === null ? "null" : `${order} === 0 ? null : ${writerOf(at(`writer ${name}`), order)}`;
    return `[${constants.of(name)}]: { value: ${unpacked(at(`register ${name}`), type)}, writer: ${writer} }`;
  });
  const restored = automaton.registers.flatMap(({ name, type }) => {
    const content = `registers[${constants.of(name)}]`;
    return [
      `  ${at(`register ${name}`)} = ${packed(`${content}.value`, type)};`,
      ...(written.has(name)
        ? [
            `  if (${content}.writer === null) ${at(`written ${name}`)} = 0;`,
            `  else { ${at(`written ${name}`)} = ${content}.writer.order; ${at(`writer ${name}`)} = refOfText(${content}.writer.id); }`,
          ]
        : []),
    ];
  });
  const timers = automaton.states.map(({ name }) =>
    cells.get(name)!.map(({ cell, owner, index }) => [cell, owner.name, index]),
  );
  return [
    ...(cellCount === 0
      ? ["function savedTimers() { return []; }", "function restoreTimers() {}"]
      : [
          `const KEPT_TIMERS = ${constants.of(timers)};`,
          "function savedTimers(slot) {",
          "  const list = [];",
          `  for (const [cell, owner, index] of KEPT_TIMERS[${at("state")}]) {`,
          "    const due = dueOf(slot, cell);",
          "    if (due === Infinity) continue;",
          `    list.push({ owner, index, due, armedBy: ${writerOf("armedBy(slot, cell)", "armedOrder(slot, cell)")} });`,
          "  }",
          "  return list;",
          "}",
          "function restoreTimers(slot, timers) {",
          `  for (let cell = 0; cell < ${cellCount}; cell++) spend(slot, cell);`,
          `  const places = KEPT_TIMERS[${at("state")}];`,
          "  for (const { owner, index, due, armedBy } of timers)",
          "    for (const place of places)",
          "      if (place[1] === owner && place[2] === index)",
          "        setTimer(slot, place[0], due, refOfText(armedBy.id), armedBy.order);",
          "}",
        ]),
    "function savedConfiguration(slot, now) {",
    `  return { state: STATES[${at("state")}], stack: savedStack(slot, now),`,
    `    registers: { ${registers.join(", ")} }, timers: savedTimers(slot) };`,
    "}",
    "function restoreConfiguration(slot, { state, stack, registers, timers }) {",
    `  ${at("state")} = STATE_NUMBERS.get(state);`,
    ...(slots.has("head") ? ["  restoreStack(slot, stack);"] : []),
    ...restored,
    "  restoreTimers(slot, timers);",
    ...(layout.tallied ? seenPlaces(layout.states.size).map((place) => `  ${at(place)} = 0;`) : []),
    "}",
  ].join("\n");
}

// ---------------------------------------------------------------- sessions

function sessionText(layout: Layout): string {
  const at = (name: string): string => ofSession(layout, name);
  const row = sessionRow(layout);
  const timed = layout.cellCount > 0;
  return [
    `function savedSession(${row}) {`,
    `  return { first: { id: textOf(${at("first")}), order: 1 }, start: ${at("start")}, latest: ${at("latest")},`,
    `    events: ${at("events")}, clock: clockOf(${row}), dueSinceEvent: ${timed ? at("due") : "0"} };`,
    "}",
    `function restoreSession(${row}, { first, start, latest, events, clock, dueSinceEvent }) {`,
    `  ${at("first")} = refOfText(first.id); ${at("start")} = start; ${at("latest")} = latest;`,
    `  ${at("events")} = events;${timed ? ` ${at("clock")} = clock; ${at("due")} = dueSinceEvent;` : ""}`,
    "}",
  ].join("\n");
}

// ---------------------------------------------------------------- keys

function singleText({ slots }: Layout): string {
  const state = slots.at("state", "slot");
  const key = slots.at("key", "slot");
  return [
    "function saveKey(slot) {",
    `  if (${state} < 0) return null;`,
    "  const session = savedSession(slot);",
    "  const configuration = savedConfiguration(slot, session.clock);",
    `  return { key: ${key}, session: null, lanes: [{ lane: NO_LANE, configuration, session }] };`,
    "}",
    "function forgetKey(key) {",
    "  const slot = rows.get(key);",
    "  if (slot !== undefined) { closeSlot(slot); release(slot); }",
    "}",
    "function restoreKey({ key, lanes }) {",
    "  forgetKey(key);",
    "  const slot = newSlot(), [{ configuration, session }] = lanes;",
    `  ${key} = key;`,
    "  rows.set(key, slot);",
    "  restoreSession(slot, session);",
    "  restoreConfiguration(slot, configuration);",
    "  return slot;",
    "}",
  ].join("\n");
}

function lanedText(layout: Layout, constants: Constants): string {
  const { slots, visitors, shared, automaton } = layout;
  const fields = automaton.lanes!.fields;
  const lanes = visitors.at("lanes", "v");
  const open = visitors.at("open", "v");
  const values = fields.map(
    ({ name }, i) => `[${constants.of(name)}]: ${slots.at(`lane ${i}`, "slot")}`,
  );
  const restored = fields.map(
    ({ name }, i) => `    ${slots.at(`lane ${i}`, "slot")} = lane.values[${constants.of(name)}];`,
  );
  return [
    "function savedLane(slot, shared) {",
    `  const session = ${shared ? "null" : "savedSession(slot)"};`,
    "  const configuration = savedConfiguration(slot, (session ?? shared).clock);",
    `  return { lane: { texts: laneTexts(slot), values: { ${values.join(", ")} } }, configuration, session };`,
    "}",
    "function saveKey(v) {",
    `  if (${open} === 0) return null;`,
    `  const session = ${shared ? "savedSession(v)" : "null"};`,
    `  return { key: ${visitors.at("key", "v")}, session, lanes: ${lanes}.map((slot) => savedLane(slot, session)) };`,
    "}",
    "function forgetKey(key) {",
    "  const v = rows.get(key);",
    "  if (v === undefined) return;",
    `  for (const slot of ${lanes}) forgetLane(slot);`,
    `  ${lanes}.length = 0; ${open} = 0;`,
    "  release(v);",
    "}",
    "function restoreKey(visitor) {",
    "  const { key } = visitor;",
    "  forgetKey(key);",
    "  const v = openVisitor(key);",
    "  rows.set(key, v);",
    `  ${open} = 1;`,
    ...(shared ? ["  restoreSession(v, visitor.session);"] : []),
    "  for (const { lane, configuration, session } of visitor.lanes) {",
    "    const slot = newSlot();",
    ...restored,
    ...(shared ? [] : ["    restoreSession(slot, session);"]),
    "    restoreConfiguration(slot, configuration);",
    `    ${lanes}.push(slot);`,
    "  }",
    "  return v;",
    "}",
  ].join("\n");
}

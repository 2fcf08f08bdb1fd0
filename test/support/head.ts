import type { Construct } from "./constructs.ts";
import {
  constructOf,
  type Declarations,
  DURATIONS,
  drawType,
  type EventShape,
  eventFields,
  type Field,
  INTEGER,
  type KindShape,
  type OutputShape,
  TEXT,
  writeField,
} from "./declarations.ts";
import type { Draw } from "./draw.ts";
import { literal } from "./expressions.ts";
import { droppable, type Fragment, fragment } from "./fragment.ts";
import type { Names } from "./names.ts";

const EVENTS = ["search", "view", "cart", "call"] as const;
const IGNORED = "heartbeat";
const LANES: readonly Field[] = [
  { name: "product", type: TEXT, optional: true },
  { name: "store", type: INTEGER, optional: true },
];
/** Draws what a pattern declares, before any of its rules. */
export function drawDeclarations(
  draw: Draw,
  called: Names,
  parts: readonly string[],
): Declarations {
  const places = draw.integer(1, 3);
  const pool = eventFields(places);
  const lanes = draw.chance(0.4) ? (draw.chance(0.35) ? LANES : [draw.pick(LANES)]) : [];
  const ignored = draw.chance(0.15) ? IGNORED : null;
  const names = [...draw.subset(EVENTS, 2, 4), ...(ignored === null ? [] : [ignored])];
  const kinds: KindShape[] = draw.chance(0.85) ? drawKinds(draw, called, places) : [];
  return {
    events: names.map((name, index) => drawEvent(draw, name, pool, lanes, index === 0 ? 1 : 0.85)),
    ignored,
    lanes,
    kinds,
    registers: draw
      .subset(called.registers, 0, 4)
      .map((name) => maybe(draw, name, drawType(draw, places), 0.4)),
    parameters: draw.chance(0.2) ? [{ name: "limit", type: INTEGER, optional: false }] : [],
    outputs: draw.subset(called.outputs, 1, 2).map(
      (name): OutputShape => ({
        name,
        alert: draw.chance(0.35),
        fields: draw
          .subset(called.outputFields, 1, 3)
          .map(
            (field) =>
              pool.find((one) => one.name === field) ??
              maybe(draw, field, drawType(draw, places), 0.4),
          )
          .map((field) => ({ ...field, optional: field.optional || draw.chance(0.3) })),
      }),
    ),
    parts,
    places,
    bounded: parts.length === 0 && draw.chance(0.2),
  };
}

const maybe = (draw: Draw, name: string, type: Field["type"], chance: number): Field => ({
  name,
  type,
  optional: draw.chance(chance),
});

function drawEvent(
  draw: Draw,
  name: string,
  pool: readonly Field[],
  lanes: readonly Field[],
  laned: number,
): EventShape {
  const own = draw.subset(pool, 1, 5).map((field) => ({ ...field, optional: draw.chance(0.35) }));
  const lane = lanes
    .filter(() => draw.chance(laned))
    .map((field) => ({ ...field, optional: draw.chance(0.5) }));
  return { name, fields: [...own, ...lane] };
}

function drawKinds(draw: Draw, called: Names, places: number): KindShape[] {
  const known = new Map<string, Field>();
  const shared = (name: string): Field => {
    const field = known.get(name) ?? maybe(draw, name, drawType(draw, places), 0.25);
    known.set(name, field);
    return field;
  };
  return draw.subset(called.kinds, 1, 3).map(([name, fields]) => ({
    name,
    fields: draw.subset(fields, 1, 2).map(shared),
    expires: draw.chance(0.4),
  }));
}

const constructsOfFields = (fields: readonly Field[]): Construct[] => [
  ...fields.map((field) => constructOf(field.type)),
  ...(fields.some((field) => field.optional) ? (["optional field"] as const) : []),
];

/** The `events` block. Names, conditions and paths matter to readers of records only. */
export function eventsBlock(draw: Draw, declared: Declarations): Fragment {
  const lines: Fragment[] = [
    fragment([draw.pick(["key visitor", "key visitor from user.id"])]),
    fragment([
      draw.pick(["time ts", "time ts from meta.at in seconds", 'time ts in "Europe/Berlin"']),
    ]),
  ];
  if (draw.chance(0.3))
    lines.push(droppable([draw.pick(["id event_id", "id event_id from meta.id"])]));
  if (draw.chance(0.15)) lines.push(droppable(["type from event_name"]));
  for (const event of declared.events) {
    const head = draw.weighted([
      [8, ""],
      [1, ` is "${event.name} item", "b"`],
      [1, ` is starting "${event.name}"`],
      [1, ` when page = "/${event.name}" and not (n > 1.5 or ok = true)`],
    ]);
    const fields = event.fields.map((field) =>
      droppable(
        [
          writeField(field),
          field.type.kind === "exact" && draw.chance(0.1) ? " rounded" : "",
          draw.chance(0.1) ? ` from query.${field.name}` : "",
        ],
        constructsOfFields([field]),
      ),
    );
    lines.push(
      droppable([`event ${event.name}${head} { `, fragment(fields, { between: ", " }), " }"]),
    );
  }
  return fragment(["events shop {\n", fragment(lines, { between: "\n" }), "\n}"]);
}

/** Written nowhere else, so that a parameter is known when it is read. */
export const PARAMETER_VALUES = ["4", "7", "9"] as const;

export function parameterLines(draw: Draw, declared: Declarations): Fragment[] {
  return declared.parameters.map((one) =>
    droppable([`param ${writeField(one)} = ${draw.pick(PARAMETER_VALUES)}`]),
  );
}

/** What stands before the states, in the order of the language reference. */
export function headLines(
  draw: Draw,
  declared: Declarations,
  overflow: Fragment | null,
): Fragment[] {
  const lines: Fragment[] = [];
  const line = (text: string, ...constructs: Construct[]) =>
    lines.push(droppable([text], constructs));
  const { lanes, kinds } = declared;
  if (lanes.length > 0) {
    const names = lanes.map((lane) => lane.name);
    line(
      `by visitor, ${names.join(", ")}`,
      "by",
      ...(lanes.length > 1 ? ["by several fields" as const] : []),
    );
    const lanesMax = draw.integer(1, 3);
    const overflowing = draw.integer(0, 2);
    if (overflowing === 0) line(`at most ${lanesMax} lanes drop oldest`, "lanes drop oldest");
    if (overflowing === 1) line(`at most ${lanesMax} lanes refuse`, "lanes refuse");
  }
  lines.push(sessionLine(draw, lanes.length > 0));
  if (kinds.length > 0) lines.push(stackLine(draw, declared, overflow));
  if (declared.parts.length > 0 && draw.chance(0.6))
    line(`calls ${draw.pick([1, 1, 1, 2])}`, "calls limit");
  for (const register of declared.registers) lines.push(registerLine(draw, register));
  for (const output of declared.outputs) {
    const fields = output.fields.map((field) => droppable([writeField(field)]));
    const head = output.alert ? `emits alert ${output.name}` : `emits ${output.name}`;
    lines.push(droppable([`${head} { `, fragment(fields, { between: ", " }), " }"]));
  }
  const ignored = [
    ...(declared.ignored === null
      ? []
      : [fragment([declared.ignored], { constructs: ["ignore event"] })]),
    ...(draw.chance(0.15) ? [fragment(["undeclared"], { constructs: ["ignore undeclared"] })] : []),
  ];
  if (ignored.length > 0) lines.push(droppable(["ignore ", fragment(ignored, { between: ", " })]));
  return lines;
}

function sessionLine(draw: Draw, laned: boolean): Fragment {
  if (draw.chance(0.2))
    return fragment([`expire after ${draw.pick(["20s", "30s", "1m"])}`], {
      constructs: ["expire after"],
    });
  const shared = laned && draw.chance(0.5);
  const maximum = draw.chance(0.5);
  return fragment(
    [
      `session gap ${draw.pick(["10s", "20s", "30s", "1m"])}`,
      shared ? " of visitor" : "",
      maximum ? ` max ${draw.pick(["20s", "30s", "1m", "2m"])}` : "",
    ],
    {
      constructs: [
        "session gap",
        ...(shared ? (["shared session"] as const) : []),
        ...(maximum ? (["session max"] as const) : []),
      ],
    },
  );
}

function stackLine(draw: Draw, declared: Declarations, overflow: Fragment | null): Fragment {
  const kinds = declared.kinds.map((kind) => {
    const fields = fragment(
      kind.fields.map((field) => droppable([writeField(field)])),
      { between: ", " },
    );
    const expires = kind.expires
      ? droppable([` expires ${draw.pick(DURATIONS.slice(0, 4))[1]}`], ["frame expires"])
      : "";
    const body = kind.fields.length === 0 ? [kind.name] : [`${kind.name} { `, fields, " }"];
    return droppable([...body, expires], constructsOfFields(kind.fields));
  });
  const constructs: Construct[] = kinds.length > 1 ? ["several kinds"] : [];
  const parts = ["stack ", fragment(kinds, { between: ", " })];
  return fragment(overflow === null ? parts : [...parts, " ", overflow], { constructs });
}

function registerLine(draw: Draw, register: Field): Fragment {
  const first = register.optional && draw.chance(0.8) ? null : literal(draw, register.type);
  const value = first === null ? "" : fragment([" = ", first.fragment]);
  return droppable(
    [`remember ${writeField(register)}`, value],
    [
      ...constructsOfFields([register]).filter((one) => one !== "optional field"),
      register.optional ? "optional register" : "register with first value",
    ],
  );
}

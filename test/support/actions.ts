import type { Construct } from "./constructs.ts";
import { fits, INTEGER, type KindShape, NUMBER, type OutputShape } from "./declarations.ts";
import type { Draw } from "./draw.ts";
import { expression, halving, optionalExpression, typed } from "./expressions.ts";
import { droppable, type Fragment, fragment, type Part, render } from "./fragment.ts";
import { afterStackChange, forgetting, knowing, readables, type Scope } from "./scope.ts";
import { condition } from "./tests.ts";
import { call, LEVEL, type Written, write } from "./written.ts";

/** Where a list of actions stands. */
export interface ActionPlace {
  /** Only `emit` and `for each`. */
  readonly atEnd: boolean;
  /** Inside a part, `return` may end the list. */
  readonly inPart: boolean;
  /** Parts that may be called, and where calls may go on. */
  readonly parts: readonly string[];
  readonly goOn: readonly string[];
  /** No call and no return. */
  readonly plain: boolean;
}

export interface ActionList {
  readonly actions: readonly Fragment[];
  /** The list ends in something after which no target can stand. */
  readonly leaves: boolean;
}

export function actionList(draw: Draw, scope: Scope, place: ActionPlace): ActionList {
  const actions: Fragment[] = [];
  let here = scope;
  const add = ([action, after]: readonly [Fragment, Scope]) => {
    actions.push(action);
    here = after;
  };
  const { declared } = scope;
  const stack = declared.kinds.length > 0;
  if (place.atEnd) {
    add(draw.chance(stack ? 0.35 : 0) ? forEach(draw, here) : emit(draw, here));
    if (draw.chance(0.3)) add(emit(draw, here));
    return { actions, leaves: false };
  }
  const wanted = draw.weighted([
    [3, 1],
    [4, 2],
    [3, 3],
    [1, 4],
  ]);
  for (let count = 0; count < wanted; count++) {
    add(
      draw.weighted<() => readonly [Fragment, Scope]>([
        [8, () => emit(draw, here)],
        [declared.registers.length > 0 ? 4 : 0, () => assign(draw, here)],
        [stack ? (place.inPart ? 9 : 5) : 0, () => push(draw, here)],
        [stack ? (here.top === null ? 1 : 4) : 0, () => simple("pop", here)],
        [stack ? 1 : 0, () => simple("clear", here)],
        [stack ? 2 : 0, () => replace(draw, here)],
        [stack ? (here.top === null ? 2 : 5) : 0, () => forEach(draw, here)],
      ])(),
    );
  }
  const last = lastAction(draw, place);
  if (last === null) return { actions, leaves: false };
  return { actions: [...actions, last], leaves: render(last) !== END_SESSION };
}

const END_SESSION = "end session";

function lastAction(draw: Draw, place: ActionPlace): Fragment | null {
  const end = () => droppable([END_SESSION], ["end session"]);
  if (place.plain) return draw.chance(0.1) ? end() : null;
  return draw.weighted<() => Fragment | null>([
    [20, () => null],
    [1, end],
    [place.inPart ? 12 : 0, () => droppable(["return"], ["return"])],
    [
      place.parts.length > 0 && place.goOn.length > 0 ? (place.inPart ? 16 : 12) : 0,
      () =>
        droppable(
          [`call ${draw.pick(place.parts)} then -> ${draw.pick(place.goOn)}`],
          place.inPart ? ["call", "nested call"] : ["call"],
        ),
    ],
  ])();
}

const simple = (what: "pop" | "clear", scope: Scope): readonly [Fragment, Scope] => [
  droppable([what], [what]),
  afterStackChange(scope, null),
];

function push(draw: Draw, scope: Scope): readonly [Fragment, Scope] {
  const { kinds, bounded } = scope.declared;
  const kind = draw.pick(kinds);
  const pushed = frame(draw, scope, "push", kind);
  const after = afterStackChange(scope, kind.expires ? null : kind.name);
  if (!bounded) return [pushed, after];
  const fields = frame(draw, afterStackChange(scope, null), "push", kind);
  return [
    fragment(["clear  ", fields], { droppable: true, constructs: ["clear", "bound by proof"] }),
    after,
  ];
}

function replace(draw: Draw, scope: Scope): readonly [Fragment, Scope] {
  const { kinds, bounded } = scope.declared;
  const kind = draw.pick(kinds);
  const constructs: readonly Construct[] = bounded ? ["bound by proof"] : [];
  return [
    frame(draw, scope, "replace", kind, constructs),
    afterStackChange(scope, kind.expires ? null : kind.name),
  ];
}

function frame(
  draw: Draw,
  scope: Scope,
  what: "push" | "replace",
  kind: KindShape,
  constructs: readonly Construct[] = [],
): Fragment {
  if (kind.fields.length === 0)
    return droppable([`${what} ${kind.name}`], [what, "kind without fields", ...constructs]);
  return droppable(
    [`${what} ${kind.name} { `, values(draw, scope, kind.fields, []), " }"],
    [what, ...constructs],
  );
}

/** `name: value, …`; an optional field is sometimes left out. */
function values(
  draw: Draw,
  scope: Scope,
  fields: KindShape["fields"],
  more: readonly Fragment[],
): Fragment {
  const entries = fields.flatMap((field): Fragment[] => {
    if (field.optional && draw.chance(0.25)) return [];
    const part = scope.loop?.part ?? null;
    if (part !== null && fits(part, field.type) && draw.chance(0.6))
      return [droppable([`${field.name}: part`], ["sharing"])];
    const same = readables(scope).find(
      (one) =>
        one.text === field.name && one.type === field.type && (field.optional || !one.optional),
    );
    if (same !== undefined && draw.chance(0.7)) return [droppable([field.name], same.constructs)];
    const value = field.optional
      ? optionalExpression(draw, scope, field.type, 1)
      : expression(draw, scope, field.type, 2);
    return [droppable([`${field.name}: `, value.fragment])];
  });
  return fragment([...entries, ...more], { between: ", " });
}

function assign(draw: Draw, scope: Scope): readonly [Fragment, Scope] {
  const { registers } = scope.declared;
  // One of them is everybody's favourite, so that assignments meet.
  const register = draw.chance(0.4) ? registers[0]! : draw.pick(registers);
  if (register.optional && draw.chance(0.3)) {
    const value = optionalExpression(draw, scope, register.type, 2);
    return [assignment(register.name, value), forgetting(scope, register.name)];
  }
  const value = expression(draw, scope, register.type, 2);
  return [assignment(register.name, value), knowing(scope, register.name)];
}

const assignment = (register: string, value: Written): Fragment =>
  droppable([`${register} = `, value.fragment], ["assign"]);

/** Assignments only, as `afterwards` wants them. */
export function assignments(draw: Draw, scope: Scope): Fragment[] {
  const actions: Fragment[] = [];
  let here = scope;
  for (let count = draw.integer(1, 2); count > 0; count--) {
    const [action, after] = assign(draw, here);
    actions.push(action);
    here = after;
  }
  return actions;
}

function emit(draw: Draw, scope: Scope, only?: readonly OutputShape[]): readonly [Fragment, Scope] {
  const output = draw.pick(only ?? scope.declared.outputs);
  const whole = (scope.event !== null || scope.hasEvent) && draw.chance(0.15);
  const more = whole ? [droppable(["with event"], ["with event"])] : [];
  const fields = values(draw, scope, output.fields, more);
  return [
    fragment([`emit ${output.name} { `, fields, " }"], {
      droppable: true,
      constructs: output.alert ? ["alert"] : [],
    }),
    scope,
  ];
}

function forEach(draw: Draw, scope: Scope): readonly [Fragment, Scope] {
  const { kinds } = scope.declared;
  const kind = kinds.find(({ name }) => name === scope.top) ?? draw.pick(kinds);
  if (draw.chance(0.4)) {
    const inside: Scope = { ...scope, loop: { kind, part: null } };
    const [inner] = emit(draw, inside);
    return [loop([`for each ${kind.name} { `, inner, " }"], ["for each"]), scope];
  }
  const type = draw.chance(0.6)
    ? { kind: "exact" as const, scale: scope.declared.places }
    : INTEGER;
  // The amount stands outside the loop, the weight belongs to each frame.
  const amount = typed(draw, scope, type, 1);
  const each: Scope = { ...scope, loop: { kind, part: null } };
  const weight = weightOf(draw, each);
  // The part has the amount's own type, which the place decides here: integers fit everywhere.
  const inside: Scope = { ...scope, loop: { kind, part: type } };
  const [inner] = emit(draw, inside);
  return [
    loop(
      [
        `for each ${kind.name} sharing `,
        amount.fragment,
        " by ",
        weight.fragment,
        " as part { ",
        inner,
        " }",
      ],
      ["for each", "sharing"],
    ),
    scope,
  ];
}

const loop = (parts: readonly Part[], constructs: readonly Construct[]): Fragment =>
  droppable(parts, constructs);

function weightOf(draw: Draw, scope: Scope): Written {
  const kind = scope.loop!.kind;
  return draw.weighted<() => Written>([
    [3, () => halving(draw, write(LEVEL.atom, [`age(${kind.name})`], ["age"]))],
    [2, () => call("number", [write(LEVEL.atom, ["index"], ["index and count"])], ["number()"])],
    [1, () => write(LEVEL.atom, ["1.0"])],
    [
      2,
      () => {
        const test = condition(draw, scope, 1).written;
        const weight = draw.pick(["0.0", "0.5", "2.0"]);
        return write(LEVEL.open, ["if ", test.fragment, ` then ${weight} else 1.0`], ["if"]);
      },
    ],
    [1, () => expression(draw, scope, NUMBER, 1)],
  ])();
}

import type { Type } from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
import { parseTime, TIME_MAX } from "../machine/values/time.ts";
import { milliseconds } from "../syntax/durations.ts";
import type { Expression, ParameterDeclaration } from "../syntax/tree.ts";
import { constantOf } from "./constant.ts";
import { checkExpression } from "./expression/check.ts";
import { checkPlaced } from "./expression/place.ts";
import type { FileScope, Parameter, StepScope } from "./scope.ts";
import { listing, suggest } from "./spelling.ts";
import { aType, type Constant, resolveType, typeName } from "./type.ts";
import { digitsAt, isNumber, readNumber } from "./writtenNumber.ts";

/** Nothing can be read but parameters. */
function constantScope(file: FileScope): StepScope {
  const span = { source: "", start: 0, end: 0 };
  const nowhere = { name: "", path: [] };
  return {
    ...file,
    check: checkExpression,
    name: "",
    block: {
      span,
      valid: true,
      fieldSpans: new Map(),
      vocabulary: {
        name: "",
        key: nowhere,
        time: { ...nowhere, unit: "milliseconds", zone: "UTC" },
        id: null,
        typePath: [],
        events: [],
      },
    },
    frameReads: new Map(),
    steps: new Map(),
    registers: new Map(),
    kinds: new Map(),
    outputs: new Map(),
    lanes: new Map(),
    event: { kind: "timer" },
    loop: null,
    bound: [],
  };
}

/** A value that is the same in every step: written out, or made of parameters. */
export function checkConstant(
  written: Expression,
  type: Type,
  file: FileScope,
  place: string,
): Constant | null {
  const value = checkPlaced(written, type, constantScope(file), place);
  if (value === null) return null;
  const constant = constantOf(value);
  if (constant !== null) return constant;
  return file.report.error("PDA0226", written.span, `${place} must be a constant`, {
    label: "changes from step to step",
    help: ["write the value out, or declare a `param` and use its name"],
  });
}

/** Milliseconds of a duration that must be more than zero. */
export function checkDuration(written: Expression, file: FileScope, place: string): number | null {
  const constant = checkConstant(written, { kind: "duration" }, file, place);
  if (constant === null) return null;
  const milliseconds = constant.value as number;
  if (milliseconds > 0) return milliseconds;
  return file.report.error("PDA0220", written.span, `${place} must be longer than zero`, {
    label: "no time at all",
    help: ["write a duration such as `30s`, `15m`, `12h` or `7d`"],
  });
}

/** One declaration; `setting` is the text given in its stead. */
export function checkParameter(
  declaration: ParameterDeclaration,
  setting: string | undefined,
  file: FileScope,
): Parameter | null {
  const type = resolveType(declaration.type, file.report);
  if (type === null) return null;
  const name = declaration.name.text;
  if (declaration.type.optional) {
    file.report.error(
      "PDA0432",
      declaration.type.span,
      `parameter \`${name}\` always has a value, so its type takes no \`?\``,
      {
        label: "never missing",
        help: [`write \`${typeName(type)}\``],
      },
    );
  }
  const place = `parameter \`${name}\``;
  const written = checkConstant(declaration.value, type, file, place);
  if (written === null) return null;
  const value = setting === undefined ? written.value : readSetting(setting, type);
  if (value !== null) return { name, type, value, span: declaration.name.span };
  const help =
    type.kind === "text" && type.values !== undefined
      ? listing(
          type.values.map((one) => `${name}=${one}`),
          "possible settings",
        )
      : type.kind === "duration" && /^[0-9]+$/.test(setting!)
        ? `say of what: \`--set ${name}=${setting}s\`, \`${setting}m\` or \`${setting}h\``
        : `write \`--set ${name}=${exampleSetting(type)}\``;
  file.report.error(
    "PDA0704",
    declaration.name.span,
    `parameter \`${name}\` is ${aType(type)} and cannot be set to ${JSON.stringify(setting)}`,
    { label: `declared ${typeName(type)}`, help: [help] },
  );
  return { name, type, value: written.value, span: declaration.name.span };
}

export function unknownSetting(
  name: string,
  parameters: readonly Parameter[],
  at: Span,
  file: FileScope,
): null {
  const known = parameters.map((one) => one.name);
  const help = suggest({ text: name, span: at }, known, "parameters").map(({ text }) => text);
  return file.report.error("PDA0703", at, `no parameter is called \`${name}\``, {
    label: "in this file",
    help,
  });
}

function exampleSetting(type: Type): string {
  if (type.kind === "exact")
    return type.scale === 0 ? "5" : `9.${"5".repeat(Math.min(type.scale, 2))}`;
  const examples = {
    text: "abc",
    number: "2.5",
    boolean: "true",
    time: "2024-01-31",
    duration: "30m",
  };
  return examples[type.kind];
}

/** The value of a text from the command line, as the declaration's type reads it; null where it does not fit. */
function readSetting(setting: string, type: Type): Constant["value"] | null {
  switch (type.kind) {
    case "text":
      return type.values === undefined || type.values.includes(setting) ? setting : null;
    case "boolean":
      return setting === "true" ? true : setting === "false" ? false : null;
    case "exact": {
      const written = readNumber(setting);
      if (written === null || written.scale > type.scale) return null;
      return digitsAt(written, type.scale);
    }
    case "number": {
      const value = isNumber(setting) ? Number(setting) : Number.NaN;
      return Number.isFinite(value) ? value + 0 : null;
    }
    case "time":
      return /^-?[0-9]{1,16}$/.test(setting)
        ? inRange(Number(setting))
        : parseTime(setting, { zone: "UTC" });
    case "duration":
      return inRange(readDuration(setting));
  }
}

const inRange = (milliseconds: number | null): number | null =>
  milliseconds === null || Math.abs(milliseconds) > TIME_MAX ? null : milliseconds + 0;

/** `30m` or `1h30m`; never a bare number, which one takes for seconds and another for minutes. */
function readDuration(setting: string): number | null {
  if (!/^-?(?:[0-9]{1,12}(?:ms|[smhdw]))+$/.test(setting)) return null;
  const value = milliseconds(setting);
  return setting.startsWith("-") ? 0 - value : value;
}

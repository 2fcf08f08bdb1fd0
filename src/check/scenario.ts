import type { Automaton, EventType, Type, Vocabulary } from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
import type {
  Expectation,
  ExpectedFrame,
  ExpectedOutput,
  Name,
  ScenarioDeclaration,
  ScenarioEvent,
  ScenarioLine,
  ScenarioValue,
} from "../syntax/tree.ts";
import { checkConstant } from "./parameter.ts";
import type { FileScope } from "./scope.ts";
import { suggest } from "./spelling.ts";
import { type Constant, integer, text } from "./type.ts";

/** A value as the machine holds it: exact ones as the scaled integer, missing ones as undefined. */
type Value = string | number | bigint | boolean | undefined;

/** A scenario as data: what to feed and what to expect. Times are milliseconds after 2024-01-01T00:00Z. */
export interface CompiledScenario {
  readonly title: string;
  readonly pattern: string;
  readonly lines: readonly CompiledLine[];
  readonly span: Span;
}

export type CompiledLine =
  | {
      readonly kind: "event";
      readonly time: number;
      readonly event: CompiledEvent;
      readonly expect: CompiledExpectation;
      readonly span: Span;
    }
  /** A watermark for all keys. */
  | {
      readonly kind: "watermark";
      readonly time: number;
      readonly expect: CompiledExpectation;
      readonly span: Span;
    }
  /** Time runs out. */
  | { readonly kind: "end"; readonly expect: CompiledExpectation; readonly span: Span }
  | {
      readonly kind: "final";
      readonly state: string | null;
      /** From the bottom; null: not said. */
      readonly stack: readonly CompiledFrame[] | null;
      /** Key, then lane; null: the only one that lived. */
      readonly of: { readonly key: string; readonly lane: readonly string[] } | null;
      readonly withoutSession: boolean;
      readonly span: Span;
    };

export interface CompiledEvent {
  /** null: undeclared. */
  readonly name: string | null;
  readonly key: string;
  /** A missing one is absent. */
  readonly fields: Readonly<Record<string, Value>>;
  /** A required field or the key is missing: the record is a dead letter and reaches no machine. */
  readonly dead: boolean;
}

/** `fails`: a dead letter. Else the outputs since the line before, all of them and in order. */
export type CompiledExpectation =
  | { readonly kind: "fails"; readonly span: Span }
  | {
      readonly kind: "outputs";
      readonly outputs: readonly CompiledOutput[];
      /** Of the expectation, or of the line where none is written. */
      readonly span: Span;
    };

export interface CompiledOutput {
  readonly output: string;
  /** Only these are compared. */
  readonly fields: readonly CompiledField[];
  readonly span: Span;
}

export interface CompiledFrame {
  readonly kind: string;
  readonly fields: readonly CompiledField[];
  readonly span: Span;
}

export interface CompiledField {
  readonly name: string;
  readonly type: Type;
  /** undefined: expected to be missing. */
  readonly value: Value;
}

const DEFAULT_KEY = "scenario";

interface Subject {
  readonly outline: Automaton;
  readonly vocabulary: Vocabulary;
  readonly file: FileScope;
}

/** `patterns`: all that are declared, each with its automaton, however incomplete. */
export function checkScenario(
  scenario: ScenarioDeclaration,
  patterns: ReadonlyMap<string, { readonly outline: Automaton | null }>,
  file: FileScope,
): CompiledScenario | null {
  const pattern = patterns.get(scenario.pattern.text);
  if (pattern === undefined) {
    if (file.echoes(scenario.pattern.text)) return null;
    return file.report.error(
      "PDA0601",
      scenario.pattern.span,
      `there is no pattern \`${scenario.pattern.text}\``,
      { label: "unknown pattern", help: suggest(scenario.pattern, patterns.keys(), "patterns") },
    );
  }
  const { outline } = pattern;
  if (outline === null) return null;
  const subject: Subject = { outline, vocabulary: outline.vocabulary, file };
  checkOrder(scenario.lines, file);
  return {
    title: scenario.title.value,
    pattern: scenario.pattern.text,
    lines: scenario.lines.map((line) => checkLine(line, subject)),
    span: scenario.span,
  };
}

/** `at end` runs time out: after it only `ends` makes sense. */
function checkOrder(lines: readonly ScenarioLine[], file: FileScope): void {
  const end = lines.findIndex((line) => line.kind === "atEnd");
  if (end < 0) return;
  for (const line of lines.slice(end + 1)) {
    if (line.kind === "ends") continue;
    file.report.error("PDA0608", line.span, "nothing happens after `at end`: time has run out", {
      label: "too late",
      related: [{ span: lines[end]!.span, text: "time runs out here" }],
      help: ["move this line before `at end`"],
    });
  }
}

function checkLine(line: ScenarioLine, subject: Subject): CompiledLine {
  const { span } = line;
  switch (line.kind) {
    case "at": {
      const expect = checkExpectation(line.expect, span, subject);
      const time = line.time.milliseconds;
      if (line.event === null) return { kind: "watermark", time, expect, span };
      const event = checkEvent(line.event, expect.kind === "fails", subject);
      return { kind: "event", time, event, expect, span };
    }
    case "atEnd":
      return { kind: "end", expect: checkExpectation(line.expect, span, subject), span };
    case "ends":
      return checkFinal(line, subject);
  }
}

// ---------------------------------------------------------------- events

function checkEvent(written: ScenarioEvent, mayDie: boolean, subject: Subject): CompiledEvent {
  const { vocabulary, file } = subject;
  const name = written.name.text;
  const event = vocabulary.events.find((one) => one.name === name);
  if (event === undefined && name !== "undeclared" && !file.echoes(name)) {
    file.report.error(
      "PDA0101",
      written.name.span,
      `\`${vocabulary.name}\` declares no event \`${name}\``,
      {
        label: "unknown event",
        help: suggest(
          written.name,
          [...vocabulary.events.map((one) => one.name), "undeclared"],
          `events of \`${vocabulary.name}\``,
        ),
      },
    );
  }
  const fields: Record<string, Value> = Object.create(null) as Record<string, Value>;
  let key: string | null = DEFAULT_KEY;
  let dead = false;
  for (const field of written.fields) {
    if (field.name.text === vocabulary.key.name) {
      const given = checkValue(field, text, "the key", subject);
      key = typeof given === "string" && given !== "" ? given : null;
      continue;
    }
    const declared = event?.fields.find((one) => one.name === field.name.text);
    if (declared === undefined) {
      if (event !== undefined || name === "undeclared")
        unknownField(field.name, event ?? null, subject);
      continue;
    }
    const value = checkValue(
      field,
      declared.type,
      `field \`${declared.name}\` of \`${name}\``,
      subject,
    );
    if (value !== undefined && value !== null) fields[declared.name] = value;
    else if (field.value === "missing" && !declared.optional) {
      dead = true;
      if (!mayDie) mustFail(field, name, file);
    }
  }
  const left =
    event?.fields.filter(
      (one) => !one.optional && !written.fields.some((field) => field.name.text === one.name),
    ) ?? [];
  if (left.length > 0) {
    const names = left.map((one) => `\`${one.name}\``).join(", ");
    file.report.error(
      "PDA0604",
      written.name.span,
      `\`${name}\` needs ${names}, which ${left.length === 1 ? "is" : "are"} not given`,
      {
        label: `without ${names}`,
        help: [`write \`${name} { ${left[0]!.name}: … }\``],
      },
    );
  }
  return {
    name: name === "undeclared" ? null : name,
    key: key ?? "",
    fields,
    dead: dead || key === null,
  };
}

function mustFail(field: ScenarioValue, event: string, file: FileScope): void {
  file.report.error(
    "PDA0605",
    field.span,
    `\`${event}\` without \`${field.name.text}\` is a dead letter, because the field is not optional`,
    {
      label: "not optional",
      help: ["expect it: `=> fails`", `or declare the field with \`?\``],
    },
  );
}

function unknownField(name: Name, event: EventType | null, { vocabulary, file }: Subject): void {
  if (file.echoes(name.text)) return;
  if (event === null) {
    file.report.error(
      "PDA0607",
      name.span,
      "an undeclared record has a key and a time, and no declared fields",
      {
        label: "not declared",
        help: [`leave it out, or name the key: \`undeclared { ${vocabulary.key.name}: "b" }\``],
      },
    );
    return;
  }
  if (name.text === vocabulary.time.name) {
    file.report.error("PDA0602", name.span, "the time of a scenario's event stands after `at`", {
      label: "not a field",
      help: ["leave it out; write `at 30s` before the event"],
    });
    return;
  }
  const fields = [...event.fields.map((one) => one.name), vocabulary.key.name];
  file.report.error("PDA0602", name.span, `event \`${event.name}\` has no field \`${name.text}\``, {
    label: "unknown field",
    help: suggest(name, fields, `fields of \`${event.name}\``),
  });
}

/** undefined: missing, as written. null: wrong, and reported. */
function checkValue(
  written: ScenarioValue,
  type: Type,
  place: string,
  { file }: Subject,
): Value | null {
  if (written.value === "missing") return undefined;
  if (type.kind === "time" && written.value.kind !== "text") {
    const instant = checkConstant(written.value, integer, file, place);
    return instant && Number(instant.value);
  }
  const constant = checkConstant(written.value, type, file, place);
  return constant && machineValue(constant);
}

/** An exact value is a number while it is safe and a bigint beyond. */
export function machineValue({ type, value }: Constant): Exclude<Value, undefined> {
  if (type.kind !== "exact") return value;
  const double = Number(value);
  return Number.isSafeInteger(double) ? double + 0 : BigInt(value);
}

// ---------------------------------------------------------------- expectations

function checkExpectation(
  written: Expectation | null,
  line: Span,
  subject: Subject,
): CompiledExpectation {
  if (written === null) return { kind: "outputs", outputs: [], span: line };
  const { span } = written;
  if (written.kind === "fails") return { kind: "fails", span };
  const outputs = written.kind === "outputs" ? written.outputs : [];
  return { kind: "outputs", outputs: outputs.map((one) => checkOutput(one, subject)), span };
}

function checkOutput(written: ExpectedOutput, subject: Subject): CompiledOutput {
  const { outline, file } = subject;
  const name = written.name.text;
  const output = outline.outputs.find((one) => one.name === name);
  if (output === undefined && !file.echoes(name)) {
    file.report.error("PDA0103", written.name.span, `there is no output \`${name}\``, {
      label: "unknown output",
      help: suggest(
        written.name,
        outline.outputs.map((one) => one.name),
        "outputs",
      ),
    });
  }
  const fields =
    output === undefined
      ? []
      : checkFields(written.fields, output.fields, `output \`${name}\``, subject);
  return { output: name, fields, span: written.span };
}

function checkFields(
  written: readonly ScenarioValue[],
  declared: readonly { readonly name: string; readonly type: Type; readonly optional: boolean }[],
  owner: string,
  subject: Subject,
): CompiledField[] {
  const { file } = subject;
  return written.flatMap((field) => {
    const { text: name } = field.name;
    const known = declared.find((one) => one.name === name);
    if (known === undefined) {
      if (file.echoes(name)) return [];
      file.report.error("PDA0104", field.name.span, `${owner} has no field \`${name}\``, {
        label: "unknown field",
        help: suggest(
          field.name,
          declared.map((one) => one.name),
          `fields of ${owner}`,
        ),
      });
      return [];
    }
    if (field.value === "missing" && !known.optional) {
      file.report.error("PDA0606", field.span, `\`${name}\` of ${owner} is never missing`, {
        label: "not optional",
        help: ["expect a value, or leave the field out"],
      });
      return [];
    }
    const value = checkValue(field, known.type, `field \`${name}\` of ${owner}`, subject);
    return value === null ? [] : [{ name, type: known.type, value }];
  });
}

function checkFinal(line: Extract<ScenarioLine, { kind: "ends" }>, subject: Subject): CompiledLine {
  const { outline, file } = subject;
  const { state, span } = line;
  if (
    state !== null &&
    !outline.states.some((one) => one.name === state.text) &&
    !file.echoes(state.text)
  ) {
    file.report.error("PDA0102", state.span, `there is no state \`${state.text}\``, {
      label: "unknown state",
      help: suggest(
        state,
        outline.states.map((one) => one.name),
        "states",
      ),
    });
  }
  const [key, ...lane] = line.lane.map((one) => one.value);
  const expected = outline.lanes?.fields.length ?? 0;
  if (key !== undefined && lane.length !== expected) {
    const names = [
      outline.vocabulary.key.name,
      ...(outline.lanes?.fields.map((one) => one.name) ?? []),
    ];
    file.report.error(
      "PDA0609",
      line.lane[0]!.span,
      `\`for\` names ${line.lane.length} ${line.lane.length === 1 ? "value" : "values"} and the pattern runs by ${names.map((one) => `\`${one}\``).join(", ")}`,
      {
        label: `${names.length} wanted`,
        help: [`write \`for ${names.map((one) => `"${one}"`).join(", ")}\` with their values`],
      },
    );
  }
  return {
    kind: "final",
    state: state?.text ?? null,
    stack: line.stack?.map((frame) => checkFrame(frame, subject)) ?? null,
    of: key === undefined ? null : { key, lane },
    withoutSession: line.withoutSession,
    span,
  };
}

function checkFrame(written: ExpectedFrame, subject: Subject): CompiledFrame {
  const { outline, file } = subject;
  const name = written.kind.text;
  const kind = outline.stack.kinds.find((one) => one.name === name);
  if (kind === undefined && !file.echoes(name)) {
    file.report.error("PDA0105", written.kind.span, `there is no frame kind \`${name}\``, {
      label: "unknown frame kind",
      help: suggest(
        written.kind,
        outline.stack.kinds.map((one) => one.name),
        "frame kinds",
      ),
    });
  }
  const fields =
    kind === undefined
      ? []
      : checkFields(written.fields, kind.fields, `frame kind \`${name}\``, subject);
  return { kind: name, fields, span: written.span };
}

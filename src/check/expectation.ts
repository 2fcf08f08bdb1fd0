import type { Type } from "../automaton/automaton.ts";
import type { Span } from "../diagnostic/diagnostic.ts";
import type {
  Expectation,
  ExpectedFrame,
  ExpectedOutput,
  ScenarioLine,
  ScenarioValue,
} from "../syntax/tree.ts";
import type {
  CompiledExpectation,
  CompiledField,
  CompiledFrame,
  CompiledLine,
  CompiledOutput,
} from "./compiledScenario.ts";
import { createReport } from "./report.ts";
import { checkValue, type Subject } from "./scenarioValue.ts";
import { suggest } from "./spelling.ts";
import { text } from "./type.ts";

export function checkExpectation(
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
  const { retracted, span } = written;
  const name = written.name.text;
  const late = outline.order?.late;
  if (late?.kind === "emit" && late.output === name) {
    const fields = written.fields.flatMap((field) => checkLateField(field, name, subject));
    return { output: name, retracted, fields, span };
  }
  const output = outline.outputs.find((one) => one.name === name);
  if (output === undefined && !file.echoes(name)) {
    const outputs = outline.outputs.map((one) => one.name);
    if (late?.kind === "emit") outputs.push(late.output);
    file.report.error("PDA0103", written.name.span, `there is no output \`${name}\``, {
      label: "unknown output",
      help: suggest(written.name, outputs, "outputs"),
    });
  }
  if (retracted && late?.kind !== "retract") {
    file.report.error("PDA0612", span, "this pattern takes nothing back", {
      label: "never comes",
      help: ["say so in the pattern: `late retract within 10m`", "or leave `retracted` out"],
    });
  }
  const fields =
    output === undefined
      ? []
      : checkFields(written.fields, output.fields, `output \`${name}\``, subject);
  return { output: name, retracted, fields, span };
}

/** The data of what `late emit` gives out is the late record: whatever event it is, its fields and key. */
function checkLateField(field: ScenarioValue, output: string, subject: Subject): CompiledField[] {
  const { vocabulary, file } = subject;
  const { text: name } = field.name;
  const declared = vocabulary.events.flatMap((event) =>
    event.fields.filter((one) => one.name === name),
  );
  const types: Type[] = [
    ...(name === vocabulary.key.name ? [text] : []),
    ...declared.map(({ type }) => type),
  ];
  if (types.length === 0) {
    if (file.echoes(name)) return [];
    const fields = vocabulary.events.flatMap((event) => event.fields.map((one) => one.name));
    file.report.error("PDA0104", field.name.span, `no event has a field \`${name}\``, {
      label: "unknown field",
      help: suggest(field.name, fields, "fields of the events"),
    });
    return [];
  }
  const place = `field \`${name}\` of output \`${output}\``;
  // Where events have it in several types, whichever the value is of.
  const type = types.find((one) => fits(field, one, subject)) ?? types[0]!;
  const value = checkValue(field, type, place, subject);
  return value === null ? [] : [{ name, type, value }];
}

function fits(field: ScenarioValue, type: Type, subject: Subject): boolean {
  const report = createReport();
  return checkValue(field, type, "", { ...subject, file: { ...subject.file, report } }) !== null;
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

export function checkFinal(
  line: Extract<ScenarioLine, { kind: "ends" }>,
  subject: Subject,
): CompiledLine {
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

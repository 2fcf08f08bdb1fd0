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
import { checkValue, type Subject } from "./scenarioValue.ts";
import { suggest } from "./spelling.ts";

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

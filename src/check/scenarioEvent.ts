import type { EventType } from "../automaton/automaton.ts";
import { closest } from "../diagnostic/suggest.ts";
import type { Name, ScenarioEvent, ScenarioValue } from "../syntax/tree.ts";
import type { CompiledEvent, Value } from "./compiledScenario.ts";
import { checkValue, type Subject } from "./scenarioValue.ts";
import type { FileScope } from "./scope.ts";
import { suggest } from "./spelling.ts";
import { integer, text } from "./type.ts";

const DEFAULT_KEY = "scenario";

export function checkEvent(
  written: ScenarioEvent,
  mayDie: boolean,
  subject: Subject,
): CompiledEvent {
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
  let id: string | null = null;
  let dead = false;
  for (const field of written.fields) {
    if (field.name.text === vocabulary.key.name) {
      const given = checkValue(field, text, "the key", subject);
      key = typeof given === "string" && given !== "" ? given : null;
      continue;
    }
    if (field.name.text === vocabulary.id?.name && !has(event, field.name.text)) {
      id = givenId(field, subject);
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
  const left = event === undefined ? [] : notGiven(event, written.fields, subject);
  if (left.length > 0) {
    const names = left.map((one) => `\`${one.name}\``).join(", ");
    file.report.error(
      "PDA0604",
      written.name.span,
      `\`${name}\` needs ${names}, which ${left.length === 1 ? "is" : "are"} not given`,
      {
        label: `without ${names}`,
        help: [`give a value: \`${left.map((one) => `${one.name}: …`).join(", ")}\``],
      },
    );
  }
  return {
    name: name === "undeclared" ? null : name,
    key: key ?? "",
    id,
    fields,
    dead: dead || key === null,
  };
}

/** Fields that have to be given, and are not; one that is misspelt is told once, as unknown. */
function notGiven(
  { fields }: EventType,
  written: readonly ScenarioValue[],
  { vocabulary: { key, id } }: Subject,
) {
  const names = fields.map(({ name }) => name);
  const known = [...names, key.name, id?.name];
  const meant = written.map(({ name: { text } }) =>
    known.includes(text) ? text : closest(text, names),
  );
  return fields.filter(({ name, optional }) => !optional && !meant.includes(name));
}

const has = (event: EventType | undefined, name: string): boolean =>
  event?.fields.some((field) => field.name === name) ?? false;

/** An id comes as text; a number is its source text (rule 1). */
function givenId(field: ScenarioValue, subject: Subject): string | null {
  const isNumber = field.value !== "missing" && field.value.kind === "number";
  const given = checkValue(field, isNumber ? integer : text, "the id", subject);
  return given === null || given === undefined || given === "" ? null : String(given);
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
  const id = vocabulary.id === null ? [] : [vocabulary.id.name];
  const fields = [...event.fields.map((one) => one.name), vocabulary.key.name, ...id];
  file.report.error("PDA0602", name.span, `event \`${event.name}\` has no field \`${name.text}\``, {
    label: "unknown field",
    help: suggest(name, fields, `fields of \`${event.name}\``),
  });
}

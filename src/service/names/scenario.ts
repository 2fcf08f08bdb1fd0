import type {
  Expectation,
  Name,
  ScenarioDeclaration,
  ScenarioLine,
  ScenarioValue,
} from "../../syntax/tree.ts";
import type { PatternNames } from "./scope.ts";
import type { NamedThing } from "./symbol.ts";
import type { NameTable } from "./table.ts";

/** Notes the names in a scenario; `pattern` is the one that it is for. */
export function bindScenario(
  scenario: ScenarioDeclaration,
  pattern: PatternNames | undefined,
  table: NameTable,
): void {
  table.refer(scenario.pattern, [pattern?.thing]);
  if (pattern === undefined) return;
  for (const line of scenario.lines) bindLine(line, pattern);
}

function bindLine(line: ScenarioLine, pattern: PatternNames): void {
  const { table, block, kinds, places } = pattern;
  if (line.kind === "ends") {
    if (line.state !== null) table.refer(line.state, [places.get(line.state.text)]);
    for (const frame of line.stack ?? []) {
      const kind = kinds.get(frame.kind.text);
      bindNamed(frame.kind, frame.fields, kind?.thing, kind?.fields, table);
    }
    return;
  }
  if (line.kind === "at" && line.event !== null) {
    const { name, fields } = line.event;
    const event = block?.events.get(name.text);
    const known = new Map(event?.fields);
    if (block?.key != null) known.set(block.key.name, block.key);
    bindNamed(name, fields, event?.thing, known, table);
  }
  bindExpectation(line.expect, pattern);
}

function bindExpectation(expect: Expectation | null, { table, outputs }: PatternNames): void {
  if (expect?.kind !== "outputs") return;
  for (const { name, fields } of expect.outputs) {
    const output = outputs.get(name.text);
    bindNamed(name, fields, output?.thing, output?.fields, table);
  }
}

function bindNamed(
  name: Name,
  values: readonly ScenarioValue[],
  thing: NamedThing | undefined,
  fields: ReadonlyMap<string, NamedThing> | undefined,
  table: NameTable,
): void {
  table.refer(name, [thing]);
  for (const value of values) table.refer(value.name, [fields?.get(value.name.text)]);
}

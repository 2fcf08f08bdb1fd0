import { compile } from "../../src/compile.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { renderValue } from "../../src/machine/render.ts";
import type { Insertion } from "./inserted.ts";

export type ReadEvent =
  | Pick<Insertion, "name" | "fields" | "members">
  | { readonly refused: string };

const TITLE = "an event that is tried";

/** An event as the language writes it in a scenario, `view { product: "p1" }`: read by the language itself. */
export function readEvent(
  machine: Machine,
  { name: file, text }: Source,
  written: string,
): ReadEvent {
  const { pattern, vocabulary } = machine.automaton;
  const tried = `${text.trimEnd()}\n\nscenario ${JSON.stringify(TITLE)} for ${pattern} {\n`;
  const main = { name: file, text: `${tried}  at 0s ${written}\n}\n` };
  const { scenarios, diagnostics } = compile({ main, load: () => null });
  const wrong = diagnostics.find(
    ({ severity, primary }) => severity === "error" && primary.span.start >= tried.length,
  );
  if (wrong !== undefined) return { refused: wrong.message };
  const [line, other] = scenarios.find(({ title }) => title === TITLE)?.lines ?? [];
  if (line?.kind !== "event" || other !== undefined) return { refused: "this is not one event" };
  const { name, fields, dead } = line.event;
  if (name === null) return { refused: "an event of no declared name steps nothing" };
  if (dead) return { refused: "a field that must be there is missing" };
  const declared = vocabulary.events.find((event) => event.name === name)?.fields ?? [];
  const members = declared.flatMap((field): [string, string][] => {
    const value = fields[field.name];
    return value === undefined ? [] : [[field.name, renderValue(field.type, value)]];
  });
  return { name, fields, members };
}

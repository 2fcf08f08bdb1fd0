import type { Diagnostic, Edit, Help, Label, Source } from "../../src/diagnostic/diagnostic.ts";

/** The n-th occurrence (from 0) of a part in a source, as a label. */
export function label(source: Source, part: string, text = "", nth = 0): Label {
  let start = source.text.indexOf(part);
  for (let more = 0; more < nth; more++) start = source.text.indexOf(part, start + 1);
  if (start < 0) throw new Error(`no ${JSON.stringify(part)} in ${source.name}`);
  return { span: { source: source.name, start, end: start + part.length }, text };
}

export function edit(source: Source, part: string, replacement: string): Edit {
  return { span: label(source, part).span, replacement };
}

export function problem(
  message: string,
  primary: Label,
  rest: { related?: Label[]; help?: Help[]; severity?: "error" | "warning" } = {},
): Diagnostic {
  return {
    code: "PDA0123",
    severity: rest.severity ?? "error",
    message,
    primary,
    related: rest.related ?? [],
    help: rest.help ?? [],
  };
}

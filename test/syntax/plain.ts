import type { Diagnostic } from "../../src/diagnostic/diagnostic.ts";
import { parse } from "../../src/syntax/parse.ts";

/** A tree without places, for comparison. */
export function plain(text: string): unknown {
  const { file } = parse({ name: "x.pda", text });
  return JSON.parse(
    JSON.stringify(file.declarations, (key, value) => {
      if (key === "span") return undefined;
      if (key === "withEvent") return value !== null;
      return value;
    }),
  );
}

export function diagnose(text: string): readonly Diagnostic[] {
  return parse({ name: "x.pda", text }).diagnostics;
}

/** `PDA0011 searched`: code and the passage pointed at. */
export const brief = (text: string): string[] =>
  diagnose(text).map(({ code, primary }) =>
    `${code} ${text.slice(primary.span.start, primary.span.end)}`.trim(),
  );

/** The text with every offered edit made. */
export function mended(text: string): string {
  const edits = diagnose(text)
    .flatMap(({ help }) => help[0]?.edits ?? [])
    .sort((a, b) => b.span.start - a.span.start);
  let result = text;
  for (const { span, replacement } of edits)
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
  return result;
}

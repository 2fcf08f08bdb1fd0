import type { Expression, Type } from "../automaton/automaton.ts";
import type { Help, Span } from "../diagnostic/diagnostic.ts";
import { isNumber } from "./writtenNumber.ts";

/** How a constant was most likely meant, where a value of another type is wanted; null where nothing is known. */
export function meantAs(value: Expression, wanted: Type, span: Span): Help | null {
  if (value.op !== "constant") return null;
  const given = value.type;
  if (given.kind === "exact" && wanted.kind === "duration") {
    const [s, m, h] = given.scale === 0 ? Array(3).fill(value.value) : ["90", "5", "2"];
    return { text: `write the unit: \`${s}s\`, \`${m}m\` or \`${h}h\`` };
  }
  if (wanted.kind === "text" && (given.kind === "exact" || given.kind === "number")) {
    return { text: "a text stands in quotes", edits: around(span, '"', '"') };
  }
  if (given.kind !== "text") return null;
  const text = String(value.value);
  if ((wanted.kind === "exact" || wanted.kind === "number") && isNumber(text)) {
    return withoutQuotes("a number", text, span);
  }
  if (wanted.kind === "duration" && /^(?:[0-9]+(?:ms|[smhdw]))+$/.test(text)) {
    return withoutQuotes("a duration", text, span);
  }
  if (wanted.kind === "boolean" && (text === "true" || text === "false")) {
    return withoutQuotes(`\`${text}\``, text, span);
  }
  return null;
}

const withoutQuotes = (what: string, text: string, span: Span): Help => ({
  text: `${what} stands without quotes`,
  edits: [{ span, replacement: text }],
});

/** Something written before and after a piece of text. */
export const around = (span: Span, before: string, after: string) => [
  { span: { ...span, end: span.start }, replacement: before },
  { span: { ...span, start: span.end }, replacement: after },
];

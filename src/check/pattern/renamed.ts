import type { FieldValue } from "../../syntax/tree.ts";
import type { StepScope } from "../scope.ts";

/** `{ product as item }`, as other languages give names: told once, and taken for `{ item: product }`. */
export function renamed(
  values: readonly FieldValue[],
  known: ReadonlySet<string>,
  { report }: StepScope,
): readonly FieldValue[] {
  const at = values.findIndex(
    ({ name, value }, i) =>
      name.text === "as" &&
      value === null &&
      values[i - 1]?.value === null &&
      i + 1 < values.length,
  );
  const [source, word, target] = values.slice(Math.max(0, at - 1));
  if (at < 0 || known.has("as") || target?.value !== null || !source || !word) return values;
  const span = { ...source.span, end: target.span.end };
  const text = `${target.name.text}: ${source.name.text}`;
  report.error("PDA0104", word.span, "`as` gives no value another name", {
    label: "the name comes first here",
    help: [{ text: `write \`${text}\``, edits: [{ span, replacement: text }] }],
  });
  const value = { kind: "name" as const, name: source.name, span: source.span };
  return [...values.slice(0, at - 1), { name: target.name, value, span }, ...values.slice(at + 2)];
}

import type { FieldDifference, Verdict } from "../compare/verdict.ts";
import type { Change, Explanation } from "./explanation.ts";
import { faultText, listed } from "./wording.ts";

/** Explanations alike in fault, types of events, changes and mechanisms are of one kind. */
export function kindOf(
  verdict: Verdict,
  output: string,
  fields: readonly FieldDifference[],
  types: readonly string[],
  changes: readonly Change[],
): { kind: string; label: string } {
  const fault = faultText(`\`${output}\``, { verdict, expected: null, got: null }, fields);
  const named = new Set(
    changes.flatMap((one) => (one.kind === "exchanged" ? [one.late, one.early] : [one.event])),
  );
  const among = types.length === named.size ? "" : ` in ${types.map(quoted).join(", ")}`;
  const texts = changes.map((change) => changeText(change, types));
  return {
    kind: JSON.stringify([verdict, output, fields, types, changes]),
    label: `${fault}: ${listed([...new Set(texts)])}${among}`,
  };
}

function changeText(change: Change, types: readonly string[]): string {
  const by = change.mechanism === null ? "" : ` (${change.mechanism})`;
  if (change.kind === "exchanged")
    return `${quoted(types[change.early]!)} before ${quoted(types[change.late]!)}${by}`;
  return `${quoted(types[change.event]!)} ${change.kind}${by}`;
}

const quoted = (type: string): string => `\`${type}\``;

export interface Kind {
  readonly label: string;
  readonly count: number;
  /** Of all explanations. */
  readonly share: number;
  readonly example: Explanation;
}

/** The most frequent first. */
export function kindsOf(explanations: readonly Explanation[], most = 10): Kind[] {
  const kinds = new Map<string, Explanation[]>();
  for (const one of explanations) {
    const met = kinds.get(one.kind);
    if (met === undefined) kinds.set(one.kind, [one]);
    else met.push(one);
  }
  return [...kinds.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, most)
    .map((alike) => ({
      label: alike[0]!.label,
      count: alike.length,
      share: alike.length / explanations.length,
      example: alike[0]!,
    }));
}

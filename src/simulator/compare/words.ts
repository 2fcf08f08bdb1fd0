import type { OutputFigures, Report } from "./report.ts";

/**
 * What the figures mean, in the pattern's own terms: one sentence for each way in which an output goes wrong, the
 * most frequent first. Empty: nothing goes wrong.
 */
export function inWords({ outputs, badSessions }: Report): string[] {
  const found = outputs.flatMap((figures) =>
    waysOf(figures).map(({ count, text }) => ({ count, text })),
  );
  if (found.length === 0) return [];
  found.sort((a, b) => b.count - a.count);
  const { estimate, low, high } = badSessions;
  return [
    `${percent(estimate)} of sessions have an error (${percent(low)} to ${percent(high)}).`,
    ...found.map(({ text }) => text),
  ];
}

function waysOf({ output, counts, fields }: OutputFigures): { count: number; text: string }[] {
  const expected = counts.exact + counts.changed + counts["false negative"];
  const ofExpected = (count: number) => `${percent(count / expected)} of \`${output}\``;
  const ways = fields.map(({ field, how, count }) => ({
    count,
    text: {
      other: `${ofExpected(count)} have another \`${field}\`.`,
      gone: `${ofExpected(count)} have lost their \`${field}\`.`,
      come: `${ofExpected(count)} have a \`${field}\` that they should not have.`,
    }[how],
  }));
  const missing = counts["false negative"];
  if (missing > 0) ways.push({ count: missing, text: `${ofExpected(missing)} do not come.` });
  const standing = counts.exact + counts.changed + counts["false positive"] + counts.duplicate;
  const ofStanding = (count: number) =>
    `${percent(count / standing)} of the \`${output}\` that come`;
  const spurious = counts["false positive"];
  if (spurious > 0)
    ways.push({ count: spurious, text: `${ofStanding(spurious)} should not have come.` });
  const doubled = counts.duplicate;
  if (doubled > 0) ways.push({ count: doubled, text: `${ofStanding(doubled)} have come before.` });
  return ways;
}

/** Two digits that count; what is not nothing never reads as nothing. */
export function percent(share: number): string {
  const points = 100 * share;
  if (points === 0) return "0 %";
  if (points < 0.001) return "less than 0.001 %";
  const places = points >= 10 ? 0 : points >= 1 ? 1 : points >= 0.1 ? 2 : 3;
  return `${points.toFixed(places)} %`;
}

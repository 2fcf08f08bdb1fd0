import type { Explanation, StepPair } from "./explanation.ts";

/** Two columns need so much; below it the runs stand one below the other. */
const TWO_COLUMNS = 72;
const BETWEEN = " | ";

/** An explanation for a terminal, in lines of at most so many characters as far as words allow. */
export function explanationLines(explanation: Explanation, width = 80): string[] {
  const { text, proof, steps, events, of } = explanation;
  const left = of.events - events.length;
  const without = left === 0 ? "" : ` Of the key's ${of.events} events ${left} are left out.`;
  return [
    ...wrapped(text, width),
    ...wrapped(`${proof}${without}`, width),
    "",
    ...(width < TWO_COLUMNS ? below(steps, width) : beside(steps, width)),
  ];
}

function beside(steps: readonly StepPair[], width: number): string[] {
  const column = Math.floor((width - 2 - BETWEEN.length) / 2);
  const row = (mark: string, one: string, other: string) =>
    `${mark} ${one.padEnd(column)}${BETWEEN}${other}`.trimEnd();
  return [
    row(" ", "in order", "as it came"),
    row("-", "-".repeat(column), "-".repeat(column)),
    ...steps.flatMap(({ ordered, disturbed, differs }) => {
      const [one, other] = [cell(ordered, column), cell(disturbed, column)];
      return Array.from({ length: Math.max(one.length, other.length) }, (_, i) =>
        row(differs && i === 0 ? "*" : " ", one[i] ?? "", other[i] ?? ""),
      );
    }),
  ];
}

function below(steps: readonly StepPair[], width: number): string[] {
  const run = (title: string, side: "ordered" | "disturbed") => [
    `${title}:`,
    ...steps.flatMap((pair) =>
      cell(pair[side], width - 2).map(
        (line, i) => `${pair.differs && i === 0 ? "*" : " "} ${line}`,
      ),
    ),
  ];
  return [...run("in order", "ordered"), "", ...run("as it came", "disturbed")];
}

/** A step's head, then what it did, a little to the right. */
const cell = (step: string | null, width: number): string[] =>
  step === null
    ? []
    : step
        .split("\n")
        .flatMap((line, i) =>
          wrapped(line, width - (i === 0 ? 0 : 2)).map((part, j) =>
            i === 0 && j === 0 ? part : `  ${part}`,
          ),
        )
        .flatMap((line) => cut(line, width));

/** At blanks, but not before a closing brace. Runs of blanks inside a line stay. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/\S+(?: +\})*\s*/g) ?? []) {
    if (line !== "" && (line + word.trimEnd()).length > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}

/** What has no blank to be broken at. */
function cut(line: string, width: number): string[] {
  const parts: string[] = [];
  let rest = line;
  for (; rest.length > width; rest = `    ${rest.slice(width)}`) parts.push(rest.slice(0, width));
  return [...parts, rest];
}

import { expect, test } from "vitest";
import type { Diagnostic, Label, Source, Span } from "../../src/diagnostic/diagnostic.ts";
import { broken, compileAlone } from "./broken.ts";

/**
 * One mistake does not hide another: two broken files put into one are told the same as each alone.
 * Their blocks and patterns have names of their own, which the first test holds.
 */
const PAIRS = Number(process.env.PAIRS ?? 1000);

const declared = (source: Source): string[] =>
  [...source.text.matchAll(/^(?:events|pattern|param) +(\w+)/gm)].map(
    (found) => found[1] as string,
  );

test("no two broken files declare the same name", () => {
  const all = broken.flatMap((source) => [...new Set(declared(source))]);
  expect(all.length).toBe(new Set(all).size);
});

/** A diagnostic without what two files in one change: places, and lists of what else there is. */
function told(diagnostic: Diagnostic, shift: number): string {
  const place = ({ start, end }: Span): string => `${start - shift}-${end - shift}`;
  const label = ({ span, text }: Label): string => `${place(span)} ${text}`;
  const { code, severity, message, primary, related, help } = diagnostic;
  return JSON.stringify([
    code,
    severity,
    message,
    label(primary),
    related.map(label),
    help.map(({ text, edits = [] }) => [
      text.replace(/^(the .* are) .*$/s, "$1 …"),
      edits.map((edit) => `${place(edit.span)} ${edit.replacement}`),
    ]),
  ]);
}

test(`${PAIRS} pairs of broken files in one file`, { timeout: 300_000 }, () => {
  const alone = new Map(
    broken.map((source) => [source, compileAlone(source).diagnostics.map((one) => told(one, 0))]),
  );
  let drawn = 20240101;
  const draw = (below: number): number => {
    drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((drawn / 2 ** 32) * below);
  };
  const changed = new Map<string, string>();
  for (let pair = 0; pair < PAIRS; pair++) {
    const first = broken[draw(broken.length)] as Source;
    const second = broken[draw(broken.length)] as Source;
    if (first === second) continue;
    const shift = first.text.length + 1;
    const both = { name: "both.pda", text: `${first.text}\n${second.text}` };
    const found = compileAlone(both).diagnostics;
    const parts = [
      {
        source: first,
        told: found.filter(({ primary }) => primary.span.start < shift).map((one) => told(one, 0)),
      },
      {
        source: second,
        told: found
          .filter(({ primary }) => primary.span.start >= shift)
          .map((one) => told(one, shift)),
      },
    ];
    for (const part of parts) {
      const expected = JSON.stringify(alone.get(part.source));
      if (JSON.stringify(part.told) === expected) continue;
      const name = `${part.source.name} in ${first.name} + ${second.name}`;
      changed.set(name, `\n  alone ${expected}\n  there ${JSON.stringify(part.told)}`);
    }
  }
  const shown = [...changed].slice(0, 12).map(([name, difference]) => `${name}${difference}`);
  expect(shown.join("\n"), `${changed.size} changed`).toBe("");
});

import { expect, test } from "vitest";
import { lex } from "../../src/syntax/lex.ts";
import { parse } from "../../src/syntax/parse.ts";
import { format } from "../../src/syntax/print.ts";
import { plain } from "./plain.ts";
import { texts } from "./texts.ts";

// FUZZ_CASES=100000 for the long run; FUZZ_SEED for another one.
const cases = Number(process.env.FUZZ_CASES ?? 5000);
const seed = Number(process.env.FUZZ_SEED ?? 20240101);

const samples = texts.map(([, text]) => text);
const tokens = samples.map((text) =>
  lex({ name: "x", text }).tokens.map(
    ({ startOffset, image }) => [startOffset, startOffset + image.length] as const,
  ),
);

/** Mulberry32: small, and the same everywhere. */
function randomness(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const strange = [
  "\0",
  "\ud800",
  "\u202e",
  "🙂",
  '"',
  "'",
  "\\",
  "{",
  "}",
  "(",
  "->",
  "=>",
  "==",
  "//",
  "/*",
  ";",
  "\r",
  "é",
  "if ",
  "not ",
  "any ",
];

function mutate(
  text: string,
  places: (typeof tokens)[number],
  random: (below: number) => number,
): string {
  const place = () => places[random(places.length)] ?? ([0, 0] as const);
  const [start, end] = place();
  switch (random(6)) {
    case 0:
      return text.slice(0, start) + text.slice(end);
    case 1:
      return `${text.slice(0, end)} ${text.slice(start)}`;
    case 2: {
      const [a, b] = [place(), place()].sort((one, other) => one[0] - other[0]) as [
        readonly [number, number],
        readonly [number, number],
      ];
      if (a[1] > b[0]) return text;
      return (
        text.slice(0, a[0]) +
        text.slice(...b) +
        text.slice(a[1], b[0]) +
        text.slice(...a) +
        text.slice(b[1])
      );
    }
    case 3: {
      const at = random(text.length);
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1);
    }
    case 4: {
      const at = random(text.length);
      return text.slice(0, at) + (strange[random(strange.length)] ?? "") + text.slice(at);
    }
    default:
      return text.slice(0, random(text.length));
  }
}

test(`${cases} damaged texts are read without crash or hang`, { timeout: 3_600_000 }, () => {
  const random = randomness(seed);
  let slowest = { ms: 0, number: 0 };
  let good = 0;
  for (let number = 0; number < cases; number++) {
    const which = random(samples.length);
    let text = samples[which] ?? "";
    // Several small wounds; places after the first are approximate, which is the point.
    for (let left = random(3); left >= 0; left--) text = mutate(text, tokens[which] ?? [], random);
    const start = performance.now();
    const { file, diagnostics } = parse({ name: "x", text });
    const ms = performance.now() - start;
    if (ms > slowest.ms) slowest = { ms, number };
    for (const { primary, related, help } of diagnostics)
      for (const { start, end } of [primary, ...related]
        .map(({ span }) => span)
        .concat(help.flatMap(({ edits }) => edits ?? []).map(({ span }) => span)))
        if (!(start >= 0 && start <= end && end <= text.length))
          throw new Error(`case ${number}: a span outside of the text`);
    if (diagnostics.length === 0) {
      good++;
      if (file.lost.length > 0) throw new Error(`case ${number}: something is lost in silence`);
      if (number % 10 === 0) {
        const once = format({ name: "x", text }).text ?? "";
        expect(format({ name: "x", text: once }).text, `case ${number}`).toBe(once);
        expect(plain(once), `case ${number}`).toEqual(plain(text));
      }
    }
  }
  console.log(
    `${cases} cases, seed ${seed}: ${good} without mistakes; slowest ${slowest.ms.toFixed(0)} ms (case ${slowest.number})`,
  );
  expect(slowest.ms).toBeLessThan(120_000); // against hangs; the figure is printed
});

import { lex } from "../../src/syntax/lex.ts";

export type Random = (below: number) => number;
type Place = readonly [start: number, end: number];

/** Mulberry32: small, and the same everywhere. */
export function randomness(seed: number): Random {
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

function wound(text: string, places: readonly Place[], random: Random): string {
  const place = () => places[random(places.length)] ?? ([0, 0] as const);
  const [start, end] = place();
  switch (random(7)) {
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
    case 5: {
      const [from, to] = place();
      return text.slice(0, start) + text.slice(from, to) + text.slice(end);
    }
    default:
      return text.slice(0, random(text.length));
  }
}

/** Of one of the texts: tokens deleted, doubled, swapped and replaced, bytes damaged, the rest cut off. */
export function damaging(texts: readonly string[], random: Random): () => string {
  const tokens = texts.map((text) =>
    lex({ name: "x", text }).tokens.map(
      ({ startOffset, image }): Place => [startOffset, startOffset + image.length],
    ),
  );
  return () => {
    const which = random(texts.length);
    let text = texts[which] ?? "";
    // Several small wounds; places after the first are approximate, which is the point.
    for (let left = random(3); left >= 0; left--) text = wound(text, tokens[which] ?? [], random);
    return text;
  };
}

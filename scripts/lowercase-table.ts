/** Simple lower case of every code point, as runs of [first, count, stride, distance]. */
export function lowercaseTable(): string {
  const runs: [number, number, number, number][] = [];
  for (let code = 0x80; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    // One code point gives more than one only for U+0130, whose simple lower case is the first of them.
    const distance = String.fromCodePoint(code).toLowerCase().codePointAt(0)! - code;
    if (distance !== 0) add(runs, code, distance);
  }
  return `/**
 * Simple lower case beyond ASCII by Unicode ${process.versions.unicode}, as runs of [first, count, stride, distance to the lower one].
 * Written by scripts/generate-tables.ts.
 */
// biome-ignore format: a table
export const LOWERCASE: readonly (readonly [number, number, number, number])[] = [
${runs.map((run) => `  [${run.join(", ")}],`).join("\n")}
];
`;
}

function add(runs: [number, number, number, number][], code: number, distance: number): void {
  const last = runs.at(-1);
  if (last !== undefined && last[3] === distance) {
    const stride = code - (last[0] + (last[1] - 1) * last[2]);
    if (last[1] === 1 ? stride <= 2 : stride === last[2]) {
      last[1]++;
      last[2] = stride;
      return;
    }
  }
  runs.push([code, 1, 1, distance]);
}

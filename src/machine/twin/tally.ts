import { rulesOf } from "../tally.ts";
import { type Layout, seenPlaces } from "./layout.ts";

/** Code that counts what a step did, once nothing of it can fail any more; `code` -1: it was no event's. */
export function tallyText(layout: Layout): string {
  const { machine, slots, undeclared } = layout;
  const places = seenPlaces(layout.states.size).map((name) => slots.at(name, "slot"));
  const sweeping = rulesOf(machine).map(({ sweeps }) => (sweeps ? 1 : 0));
  const see = (place: string): string =>
    `if ((${place} & bit) === 0) { ${place} |= bit; reached[state]++; }`;
  return [
    "const { reached, fired, swept, outputs: told } = host.tally;",
    `const SWEEPS = Uint8Array.from(${JSON.stringify(sweeping)});`,
    "let rule = -1;",
    "function see(slot, state) {",
    "  const bit = 1 << (state & 31);",
    ...(places.length === 1
      ? [see(places[0]!)]
      : [
          "  switch (state >> 5) {",
          ...places.map((place, i) => `  case ${i}: ${see(place)} break;`),
          "  }",
        ]),
    "}",
    "function tally(slot, from, code) {",
    "  see(slot, from);",
    `  see(slot, ${slots.at("state", "slot")});`,
    "  if (rule < 0) return;",
    "  fired[rule]++;",
    `  if (code >= 0 && SWEEPS[rule] !== 0) swept[from * ${undeclared + 1} + code]++;`,
    "  rule = -1;",
    "}",
  ].join("\n");
}

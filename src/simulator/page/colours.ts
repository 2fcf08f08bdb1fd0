import type { Verdict } from "../compare/verdict.ts";

/** Custom properties of the page's style, so that charts follow light and dark. Okabe and Ito's palette, told apart by the colour-blind, too. */
export const VERDICT_COLOURS: Readonly<Record<Verdict, string>> = {
  exact: "var(--exact)",
  changed: "var(--changed)",
  "false positive": "var(--spurious)",
  "false negative": "var(--missing)",
  duplicate: "var(--doubled)",
  retracted: "var(--muted)",
};

/** What verdicts are called on the page, where space is short. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  exact: "right",
  changed: "changed",
  "false positive": "spurious",
  "false negative": "missing",
  duplicate: "doubled",
  retracted: "taken back",
};

const LEVELS = [
  "var(--accent)",
  "var(--changed)",
  "var(--spurious)",
  "var(--exact)",
  "var(--missing)",
];
const DASHES = ["none", "6 3", "2 3", "8 3 2 3", "1 2"];

/** Lines differ in colour and dashes both. */
export const levelStroke = (
  level: number,
): { readonly colour: string; readonly dashes: string } => ({
  colour: LEVELS[level % LEVELS.length]!,
  dashes: DASHES[level % DASHES.length]!,
});

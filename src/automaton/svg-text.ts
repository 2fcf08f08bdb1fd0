import { widthOf } from "../diagnostic/render/width.ts";
import type { GraphBox, GraphLine, GraphNode } from "./graph.ts";

/**
 * Texts of the picture and their sizes. The fonts are of one width, so that the sizes are the same
 * in a browser, on a command line and in a test, without asking any of them.
 */
export const sizes = {
  /** Pixels. */
  title: 13,
  line: 11,
  /** From one line of text to the next. */
  leading: 15,
  padding: 9,
  /** Of an em: a little more than the common monospaced fonts need. */
  character: 0.61,
} as const;

const LINE_CHARACTERS = 34;
const GUARD_CHARACTERS = 64;

export interface TextRow {
  readonly text: string;
  /** `does`: what the rule does, set back a little. */
  readonly kind: "waits" | "does";
  /** First row of its rule. */
  readonly first: boolean;
  readonly rule: GraphLine;
}

export function rowsOf(lines: readonly GraphLine[]): TextRow[] {
  return lines.flatMap((rule) => {
    const guard = rule.guard === null ? "" : ` [${shortened(rule.guard, GUARD_CHARACTERS)}]`;
    const again = rule.enters ? " (again)" : "";
    const head = wrapped(`${rule.trigger}${again}${guard}`);
    const does = rule.actions.length === 0 ? [] : wrapped(rule.actions.join(" · "));
    return [
      ...head.map((text, index) => ({ text, kind: "waits" as const, first: index === 0, rule })),
      ...does.map((text) => ({ text, kind: "does" as const, first: false, rule })),
    ];
  });
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

function textWidth(text: string, size: number): number {
  return Math.ceil(widthOf(text) * size * sizes.character);
}

export function labelSize(rows: readonly TextRow[]): Size {
  const widest = Math.max(0, ...rows.map((row) => textWidth(row.text, sizes.line)));
  return { width: widest + 8, height: rows.length * sizes.leading + 4 };
}

export const captionText = (box: GraphBox): string => `${box.kind} ${box.title}`;

export const captionSize = (box: GraphBox): Size => ({
  width: textWidth(captionText(box), sizes.line),
  height: sizes.leading + 4,
});

/** Title, and below it the rules that stay. */
export function nodeSize(node: GraphNode, loops: readonly TextRow[]): Size {
  const small = node.kind !== "state";
  const title = textWidth(node.title, small ? sizes.line : sizes.title);
  const rules = Math.max(0, ...loops.map((row) => textWidth(row.text, sizes.line)));
  const head = small ? 22 : 30;
  return {
    width: Math.max(title, rules, small ? 30 : 56) + 2 * sizes.padding,
    height: head + (loops.length === 0 ? 0 : loops.length * sizes.leading + 8),
  };
}

/** Height of the part of a box above its rules. */
export const headHeight = (node: GraphNode): number => (node.kind === "state" ? 30 : 22);

/** Cut at blanks into lines of a readable length; a longer word stays whole up to a bound. */
function wrapped(text: string): string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const last = rows.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= LINE_CHARACTERS) {
      rows[rows.length - 1] = `${last} ${word}`;
    } else rows.push(shortened(word, LINE_CHARACTERS + 8));
  }
  return rows;
}

function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

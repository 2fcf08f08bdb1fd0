/**
 * The examples of a page. A fenced block's first word says what is asked of it (CONTRIBUTING.md, "Examples in the docs").
 */
export interface Block {
  /** `pda`, `console`, `diff`, … */
  readonly language: string;
  /** The file that the block is, or changes; for the blocks after it. */
  readonly file: string | null;
  /** Codes that a pattern gets, after the word `wrong`. */
  readonly wrong: readonly string[];
  /** What `--set` says, after the word `set`: `limit=7`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Other words of the first line. */
  readonly words: readonly string[];
  readonly text: string;
  /** Of the opening line, from 1. */
  readonly line: number;
  /** Lines of the page that hold `text`, from 0, the last excluded. */
  readonly from: number;
  readonly to: number;
}

export function blocksOf(page: string): Block[] {
  const lines = page.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^(`{3,})(.*)$/.exec(lines[at]!);
    if (fence === null) continue;
    const from = at + 1;
    const to = lines.indexOf(fence[1]!, from);
    if (to < 0) throw new Error(`line ${from}: the block is not closed`);
    const text = lines.slice(from, to).map((line) => `${line}\n`);
    blocks.push({ ...heading(fence[2]!), text: text.join(""), line: from, from, to });
    at = to;
  }
  return blocks;
}

function heading(
  written: string,
): Pick<Block, "language" | "file" | "wrong" | "settings" | "words"> {
  const [language = "", ...rest] = written.trim().split(/\s+/);
  const wrong: string[] = [];
  const settings: Record<string, string> = {};
  const words: string[] = [];
  let file: string | null = null;
  for (const word of rest) {
    const setting = /^(\w+)=(.*)$/.exec(word);
    if (setting !== null) settings[setting[1]!] = setting[2]!;
    else if (/^PDA\d{4}$/.test(word)) wrong.push(word);
    else if (word.includes(".")) file = word;
    else words.push(word);
  }
  return { language, file, wrong, settings, words };
}

/** A file after the change that a `diff` block shows: what it takes away and keeps must stand there once. */
export function patched(text: string, diff: string): string {
  return diff.split(/^@@.*\n/m).reduce((current, hunk) => {
    const lines = hunk.split("\n").slice(0, -1);
    const side = (leftOut: string): string =>
      lines
        .filter((line) => !line.startsWith(leftOut))
        .map((line) => `${line.slice(1)}\n`)
        .join("");
    const before = side("+");
    if (lines.length === 0) return current;
    if (current.split(before).length !== 2) throw new Error(`not there, or twice:\n${before}`);
    return current.replace(before, () => side("-"));
  }, text);
}

import { readFileSync, writeFileSync } from "node:fs";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";

/**
 * A case is a text: a sentence on what it shows, files between `=== name` and `===`, then commands, each with
 * what it printed. Standard output stands as it is, standard error behind `! `, an exit code but 0 in brackets.
 *
 *     $ pda check missing.pda
 *     ! pda: missing.pda: there is no such file
 *     [exit 3]
 *
 * Before a command may stand `COLUMNS=60` for a terminal of that width and `FORCE_COLOR=1` for one in colour;
 * behind it `< file` for its standard input. `cat file` shows what a command wrote.
 */
export async function played(text: string): Promise<string> {
  const shown: string[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const file = /^=== (\S+)$/.exec(line)?.[1];
    if (file !== undefined) {
      const end = lines.indexOf("===", at);
      const content = lines.slice(at + 1, end);
      writeFileSync(file, content.map((each) => `${each}\n`).join(""));
      shown.push(...lines.slice(at, end + 1));
      at = end;
    } else if (line.startsWith("$ ")) {
      shown.push(line, ...(await run(line.slice(2))));
      while (at + 1 < lines.length && !/^(?:\$ |=== )/.test(lines[at + 1]!)) at++;
      shown.push("");
    } else shown.push(line);
  }
  return `${shown.join("\n").trimEnd()}\n`;
}

async function run(line: string): Promise<string[]> {
  const words = wordsOf(line);
  const environment = new Map<string, string>();
  while (/^[A-Z_]+=/.test(words[0]!)) {
    const [name, value] = words.shift()!.split("=") as [string, string];
    environment.set(name, value);
  }
  const program = words.shift();
  if (program === "cat") return linesOf(readFileSync(words[0]!, "utf8"));
  if (program !== "pda") throw new Error(`${line}: only pda and cat are known here`);
  const from = words.indexOf("<");
  const stdin = from < 0 ? undefined : readFileSync(words.splice(from, 2)[1]!);
  const columns = environment.get("COLUMNS");
  const terminal = fakeTerminal({
    ...(stdin === undefined ? {} : { stdin }),
    ...(columns === undefined ? {} : { columns: Number(columns), interactive: true }),
    colour: environment.get("FORCE_COLOR") === "1",
  });
  const code = await runProgram(words, terminal);
  return [
    ...linesOf(terminal.written()),
    ...linesOf(terminal.noted()).map((each) => `! ${each}`.trimEnd()),
    ...(code === 0 ? [] : [`[exit ${code}]`]),
  ];
}

/** Words apart by blanks, or in quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map(([word, one, two]) => one ?? two ?? word);

/** Escapes are shown, fingerprints are not, and a last line without an end is told from one with it. */
function linesOf(text: string): string[] {
  if (text === "") return [];
  const shown = text
    .replaceAll("\u001b", "␛")
    .replaceAll("\r", "␍")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "FINGERPRINT");
  return shown.endsWith("\n")
    ? shown.slice(0, -1).split("\n")
    : [...shown.split("\n"), "(no line feed)"];
}

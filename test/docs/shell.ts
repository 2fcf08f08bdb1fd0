import { readFileSync, writeFileSync } from "node:fs";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";

/** As much of a shell as the docs need: `pda`, `cat`, `head`, `echo $?`; one `|`, one `>`. */
export class Shell {
  #code = 0;

  /** What a terminal shows of a `console` block: its commands, each with what it prints. */
  async session(block: string): Promise<string> {
    const commands = block.split("\n").filter((line) => line.startsWith("$ "));
    let shown = "";
    for (const line of commands) shown += `${line}\n${await this.#run(line.slice(2))}`;
    return shown;
  }

  async #run(line: string): Promise<string> {
    const [piped = "", target] = line.split(/ > /);
    const [first = "", ...filters] = piped.split(/ \| /);
    const last = filters.length === 0 && target === undefined;
    const { out, err } = await this.#command(words(first), last);
    const filtered = filters.reduce((text, filter) => head(words(filter), text), out);
    if (target === undefined) return `${err}${filtered}`;
    writeFileSync(target.trim(), filtered);
    return err;
  }

  async #command(
    [name = "", ...rest]: readonly string[],
    seen: boolean,
  ): Promise<{ out: string; err: string }> {
    if (name === "npx" && rest[0] === "pda") return this.#command(rest, seen);
    if (name === "pda") return this.#pda(rest, seen);
    if (name === "echo")
      return { out: `${rest.join(" ").replace("$?", `${this.#code}`)}\n`, err: "" };
    const text = rest.filter(isFile).map((file) => readFileSync(file, "utf8"));
    if (name === "cat") return { out: text.join(""), err: "" };
    return { out: head([name, ...rest], text.join("")), err: "" };
  }

  async #pda(parameters: readonly string[], seen: boolean): Promise<{ out: string; err: string }> {
    const terminal = fakeTerminal({ interactive: seen });
    // One screen shows both, in the order in which they come.
    let screen = "";
    const show = (text: string): void => {
      screen += text;
    };
    const shown = { ...terminal, err: { ...terminal.err, interactive: false }, note: show };
    this.#code = await runProgram(parameters, seen ? { ...shown, write: show } : shown);
    // Never to be written into a page.
    if (this.#code === exitCodes.bug) throw new Error(screen);
    return { out: terminal.written(), err: screen };
  }
}

const isFile = (word: string): boolean => !word.startsWith("-") && !/^\d+$/.test(word);

function head([name, ...rest]: readonly string[], text: string): string {
  if (name !== "head" && name !== "tail") throw new Error(`the docs' shell knows no ${name}`);
  const count = Number(/\d+/.exec(rest.find((word) => /^-?n?\d+$/.test(word)) ?? "10")![0]);
  const lines = text.split("\n").slice(0, -1);
  const kept = name === "head" ? lines.slice(0, count) : lines.slice(-count);
  return kept.map((line) => `${line}\n`).join("");
}

const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(
    ([whole, double, single]) => double ?? single ?? whole,
  );

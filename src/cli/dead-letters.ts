import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import type { Vocabulary } from "../automaton/automaton.ts";
import { encodeDeadLetter } from "../records/dead-letter.ts";
import { DeadSummary } from "../records/dead-summary.ts";
import type { Dead } from "../records/log-run.ts";
import { Failure } from "./exit.ts";
import { writeFailure } from "./files.ts";
import type { Terminal } from "./terminal.ts";

/** Dead letters: counted by reason, and kept whole where a file is given. */
export class DeadLetters {
  readonly summary: DeadSummary;
  /** The first refused one, as it stood. */
  firstRecord: string | null = null;
  private readonly stream: WriteStream | null;
  private readonly closed: Promise<unknown>;
  private failure: unknown = null;

  private constructor(stream: WriteStream | null, vocabularies: readonly Vocabulary[]) {
    this.stream = stream;
    this.summary = new DeadSummary(vocabularies);
    stream?.on("error", (error) => {
      this.failure ??= error;
    });
    // Where it fails it closes by itself, long before anybody waits for it.
    this.closed = new Promise((closed) => stream?.on("close", () => closed(null)));
  }

  static async open(
    path: string | undefined,
    vocabularies: readonly Vocabulary[],
  ): Promise<DeadLetters> {
    if (path === undefined) return new DeadLetters(null, vocabularies);
    const stream = createWriteStream(path);
    try {
      await once(stream, "open");
    } catch (error) {
      throw writeFailure(path, error);
    }
    return new DeadLetters(stream, vocabularies);
  }

  add(dead: Dead): void {
    this.summary.add(dead);
    if (dead.kind === "record" && this.firstRecord === null)
      this.firstRecord = String(dead.letter.text);
    this.stream?.write(`${lineOf(dead)}\n`);
  }

  get count(): number {
    return this.summary.count;
  }

  /** Waits until the file can take more; what fails is told at the end. */
  async caughtUp(): Promise<void> {
    if (this.stream?.writableNeedDrain === true && this.failure === null)
      await Promise.race([once(this.stream, "drain").catch(() => {}), this.closed]);
  }

  async close(): Promise<void> {
    if (this.stream === null) return;
    this.stream.end();
    await this.closed;
    if (this.failure === null) return;
    const { code, message } = writeFailure(String(this.stream.path), this.failure);
    throw new Failure(
      code,
      `${message}: not all dead letters are kept\n  → make room there, or name another file with --dead-letters, and run it again`,
    );
  }

  /** One paragraph for each reason, the most frequent first. */
  text(terminal: Terminal): string {
    const { count } = this.summary;
    const kept = this.stream === null ? "; --dead-letters FILE keeps them" : "";
    const groups = this.summary
      .groups()
      .flatMap(({ sentence, first, detail }) => [
        ...wrapped(sentence, terminal, "  "),
        ...wrapped(
          first === null ? `first: ${detail}` : `first: ${first}, ${detail}`,
          terminal,
          "    ",
        ),
      ]);
    return `${count.toLocaleString("en")} dead letter${count === 1 ? "" : "s"}${kept}\n${groups.join("\n")}\n`;
  }
}

/** Lines that fit the terminal, each behind `indent`. */
function wrapped(text: string, { err }: Terminal, indent: string): string[] {
  const width = Math.max(20, (err.columns ?? Number.POSITIVE_INFINITY) - indent.length);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line, i) => (i === 0 ? indent : `${indent}  `) + line);
}

function lineOf(dead: Dead): string {
  if (dead.kind === "record") return encodeDeadLetter(dead.letter);
  const { step, record } = dead;
  return JSON.stringify({
    ...(record === null ? {} : { source: record.name, position: record.position }),
    ...step,
    ...(record === null ? {} : { text: String(record.text()) }),
  });
}

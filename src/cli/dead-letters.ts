import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { encodeDeadLetter } from "../records/dead-letter.ts";
import type { Dead } from "../records/log-run.ts";
import { fileFailure } from "./files.ts";

/** Dead letters: counted by reason, and kept whole where a file is given. */
export class DeadLetters {
  count = 0;
  private readonly stream: WriteStream | null;
  private readonly byReason = new Map<string, number>();
  private failure: unknown = null;

  private constructor(stream: WriteStream | null) {
    this.stream = stream;
    stream?.on("error", (error) => {
      this.failure ??= error;
    });
  }

  static async open(path: string | undefined): Promise<DeadLetters> {
    if (path === undefined) return new DeadLetters(null);
    const stream = createWriteStream(path);
    try {
      await once(stream, "open");
    } catch (error) {
      throw fileFailure(path, error);
    }
    return new DeadLetters(stream);
  }

  add(dead: Dead): void {
    this.count++;
    const reason = reasonOf(dead);
    this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
    this.stream?.write(`${lineOf(dead)}\n`);
  }

  async close(): Promise<void> {
    if (this.stream === null) return;
    this.stream.end();
    await once(this.stream, "close");
    if (this.failure !== null) throw fileFailure(String(this.stream.path), this.failure);
  }

  /** One line for each reason, the most frequent first. */
  summary(): string {
    const rows = [...this.byReason].sort((a, b) => b[1] - a[1]);
    const lines = rows.map(([reason, count]) => `  ${reason.replace("{n}", plural(count))}`);
    const kept = this.stream === null ? "; keep them with --dead-letters FILE" : "";
    return `${plural(this.count, "dead letter")}${kept}\n${lines.join("\n")}\n`;
  }
}

/** A sentence with a place for the number of records. */
function reasonOf(dead: Dead): string {
  if (dead.kind === "step") return `{n}: a step failed, ${dead.step.reason}`;
  const { reason, field, event } = dead.letter;
  const what = event === undefined ? `\`${field}\`` : `\`${field}\` of \`${event}\``;
  switch (reason) {
    case "missing field":
      return `${what} is missing in {n}: declare it optional, with \`?\``;
    case "too many places":
      return `${what} has more decimal places than declared in {n}: declare more, or say \`rounded\``;
    case "unfit field":
    case "too many digits":
      return `${what} does not fit its type in {n}`;
    case "not listed":
      return `${what} is not among the declared texts in {n}: add it to \`one of\``;
    case "missing key":
      return `the key ${what} is missing in {n}`;
    case "missing time":
    case "unfit time":
      return `the time ${what} is missing or no time in {n}`;
    default:
      return `{n}: ${reason}`;
  }
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

const plural = (count: number, what = "record"): string =>
  `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;

import { formatDuration } from "../machine/values/duration.ts";
import { formatTime } from "../machine/values/time.ts";
import type { StreamRun } from "../stream/stream-run.ts";
import type { SourceWatermark } from "../stream/watermark.ts";
import type { Terminal } from "./terminal.ts";

const EVERY = 10_000;

/** `--watermarks`: how far event time is, what made it jump, what holds it back, what is due next. */
export class WatermarkPrinter {
  private readonly terminal: Terminal;
  private readonly names: readonly string[];
  /** Names of the `events` blocks, each of which reads for itself. */
  private readonly blocks: readonly string[];
  private records = 0;
  private told = 0;

  constructor(terminal: Terminal, names: readonly string[], blocks: readonly string[]) {
    this.terminal = terminal;
    this.names = names;
    this.blocks = blocks;
  }

  passed(stream: StreamRun): void {
    this.records++;
    if (this.records === 1 || this.records % EVERY === 0) this.print(stream);
  }

  /** The last word, where it is not said yet. */
  readAll(stream: StreamRun): void {
    if (this.records !== this.told) this.print(stream);
  }

  private print(stream: StreamRun): void {
    this.told = this.records;
    this.terminal.note(
      `after ${this.records === 1 ? "1 record" : `${this.records.toLocaleString("en")} records`}\n`,
    );
    for (const [vocabulary, block] of this.blocks.entries()) {
      const of = this.blocks.length > 1 ? ` for \`${block}\`` : "";
      for (const [source, name] of this.names.entries())
        this.terminal.note(`  ${name}${of}: ${told(stream.sourceWatermark(source, vocabulary))}\n`);
      if (this.names.length > 1) this.printTogether(stream, vocabulary, of);
    }
    const due = stream.nextDue;
    if (due !== undefined)
      this.terminal.note(`  next due: ${formatTime(due.instant)}, key ${due.key}\n`);
  }

  /** Time is where the source furthest behind is. */
  private printTogether(stream: StreamRun, vocabulary: number, of: string): void {
    const at = stream.watermarkOf(vocabulary);
    const last = this.names.filter(
      (_name, source) => stream.sourceWatermark(source, vocabulary)?.at === at,
    );
    const time = Number.isFinite(at) ? formatTime(at) : "not yet";
    this.terminal.note(`  all${of}: ${time}, held back by ${last.join(", ")}\n`);
  }
}

function told(watermark: SourceWatermark | null): string {
  if (watermark === null) return "at its end, holds nothing back";
  const { at, jump, leader, holding } = watermark;
  if (leader === null) return "nothing read";
  const jumped = jump === null ? "" : `, furthest jump ${formatDuration(jump.byMs)} at ${jump.id}`;
  const held = holding === 0 ? "" : `, ${holding} held in front of it`;
  return `${formatTime(at)}, led by ${leader}${jumped}${held}`;
}

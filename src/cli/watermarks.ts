import { formatDuration } from "../machine/values/duration.ts";
import { formatTime } from "../machine/values/time.ts";
import type { StreamRun } from "../stream/stream-run.ts";
import type { Terminal } from "./terminal.ts";

const EVERY = 10_000;

/** `--watermarks`: how far event time is, what made it jump, what holds it back, what is due next. */
export class WatermarkPrinter {
  private readonly terminal: Terminal;
  private readonly names: readonly string[];
  private records = 0;
  private told = 0;

  constructor(terminal: Terminal, names: readonly string[]) {
    this.terminal = terminal;
    this.names = names;
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
    for (const [source, name] of this.names.entries()) {
      for (const vocabulary of stream.behind.keys()) {
        const watermark = stream.sourceWatermark(source, vocabulary);
        if (watermark === null) continue;
        const { at, jump, leader, holding } = watermark;
        const time = Number.isFinite(at) ? formatTime(at) : "not yet";
        const jumped =
          jump === null ? "" : `, furthest jump ${formatDuration(jump.byMs)} at ${jump.id}`;
        const held = holding === 0 ? "" : `, ${holding} held in front of it`;
        this.terminal.note(`  ${name}: ${time}, led by ${leader ?? "nobody"}${jumped}${held}\n`);
      }
    }
    const due = stream.nextDue;
    if (due !== undefined)
      this.terminal.note(`  next due: ${formatTime(due.instant)}, key ${due.key}\n`);
  }
}

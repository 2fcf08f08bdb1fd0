import type { FileSource } from "../records/files.ts";
import type { Terminal } from "./terminal.ts";

const EVERY_MS = 250;
const MANY_SESSIONS = 1_000_000;

/** How far a run is, on a terminal's standard error; and a word where sessions pile up. */
export class Progress {
  private readonly terminal: Terminal;
  private readonly sources: readonly FileSource[];
  private readonly watermark: boolean;
  private readonly many: number;
  private readonly began = Date.now();
  private told = Date.now();
  private warned = false;
  private shown = false;

  constructor(
    terminal: Terminal,
    sources: readonly FileSource[],
    watermark: boolean,
    many = MANY_SESSIONS,
  ) {
    this.terminal = terminal;
    this.sources = sources;
    this.watermark = watermark;
    this.many = many;
  }

  tell(records: number, openSessions = 0): void {
    if (!this.watermark && !this.warned && openSessions > this.many) {
      this.warned = true;
      this.terminal.note(
        `warning: more than ${this.many.toLocaleString("en")} sessions are open; if the log is in time order, --watermark 1m lets them end\n`,
      );
    }
    const now = Date.now();
    if (!this.terminal.err.interactive || now - this.told < EVERY_MS) return;
    this.told = now;
    this.shown = true;
    this.terminal.note(`\r\u001b[K${this.text(records, now - this.began)}`);
  }

  end(): void {
    if (this.shown) this.terminal.note("\r\u001b[K");
  }

  private text(records: number, elapsedMs: number): string {
    const read = this.sources.reduce((sum, { progress }) => sum + progress.bytesRead, 0);
    const total = this.sources.reduce<number | null>(
      (sum, { progress }) =>
        sum === null || progress.bytesTotal === null ? null : sum + progress.bytesTotal,
      0,
    );
    const count = `${records.toLocaleString("en")} records`;
    if (total === null || total === 0 || read === 0) return count;
    const leftSeconds = Math.ceil(((total - read) * elapsedMs) / read / 1000);
    return `${count}, ${Math.floor((100 * read) / total)} %, ${leftSeconds} s left`;
  }
}

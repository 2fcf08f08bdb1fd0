import { breathe, Stopped } from "./breath.ts";
import type { BlobSource } from "./log-source.ts";

/** Beyond it the page would need more memory than it should take; it is said, and `pda run` has no such end. */
export const RECORDS_MAX = 1_000_000;

export interface Progress {
  readonly records: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export interface RunHooks {
  readonly progress?: (progress: Progress) => void;
  /** Whether somebody does not want to wait any longer. */
  readonly stopped?: () => boolean;
  readonly recordsMax?: number;
}

/** More often nobody can read it, and the page has to draw it each time. */
const TELL_MS = 100;

/** How far a log has been read; and the end of it, where it is too long for a page. */
export class Meter {
  readonly source: BlobSource;
  readonly errors: string[] = [];
  private readonly hooks: RunHooks;
  private readonly most: number;
  private records = 0;
  private told = Number.NEGATIVE_INFINITY;

  constructor(source: BlobSource, hooks: RunHooks) {
    this.hooks = hooks;
    this.most = hooks.recordsMax ?? RECORDS_MAX;
    this.source = { ...source, chunks: this.cut(source.chunks) };
  }

  passed(): void {
    this.records++;
  }

  async rest(): Promise<void> {
    const now = performance.now();
    if (now - this.told >= TELL_MS) {
      this.told = now;
      this.hooks.progress?.({ records: this.records, ...this.source.progress });
    }
    await breathe();
    if (this.hooks.stopped?.() === true) throw new Stopped();
  }

  private async *cut(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (this.records >= this.most) {
        const read = String(this.records).replace(/\B(?=(\d{3})+$)/g, ",");
        this.errors.push(
          `this page holds no more than the first ${read} records; the rest was not read. \`pda run\` reads all of them`,
        );
        return;
      }
      yield chunk;
    }
  }
}

import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import type { News } from "../../src/worker/news.ts";

/** What takes how long: so often, and in milliseconds. */
export interface Spans {
  readonly what: string;
  readonly count: number;
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

interface Span {
  readonly endMs: number;
  readonly ms: number;
}

/** In the order in which they are told; what comes once is not. */
const TOLD = [
  ...["reading", "stepping", "sending", "sent", "positions", "committing"],
  ...["from commit to commit", "garbage collection", "(records of a chunk)"],
];

/** Between two looks of the event loop's clock. */
const RESOLUTION_MS = 10;

/** Where the time of a worker's chunks goes, and what its process stands still for. */
export class Pauses {
  private readonly byWhat = new Map<string, Span[]>();
  private readonly phases = new Map<number, { phase: string; sinceMs: number }>();
  private readonly chunkSinceMs = new Map<number, number>();
  private readonly loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.loop.enable();
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.add("garbage collection", duration);
    }).observe({ entryTypes: ["gc"] });
  }

  take(news: News): void {
    if (news.kind === "phase") this.phase(news.task, news.phase);
    else if (news.kind === "chunk") {
      const nowMs = performance.now();
      const since = this.chunkSinceMs.get(news.task);
      this.chunkSinceMs.set(news.task, nowMs);
      if (since !== undefined) this.add("from commit to commit", nowMs - since);
      this.add("(records of a chunk)", news.records);
    }
  }

  /** Of the last so many seconds. */
  told(seconds: number): readonly Spans[] {
    const fromMs = performance.now() - seconds * 1000;
    const all = TOLD.map((what) => {
      const spans = this.byWhat.get(what) ?? [];
      return spansOf(
        what,
        spans.filter(({ endMs }) => endMs >= fromMs).map(({ ms }) => ms),
      );
    });
    const { loop } = this;
    const late = (share: number): number => loop.percentile(share) / 1e6 - RESOLUTION_MS;
    const event = { what: "event loop behind", count: loop.count, most: loop.max / 1e6 };
    return [...all, { ...event, median: late(50), p99: late(99) }];
  }

  private phase(task: number, phase: string): void {
    const nowMs = performance.now();
    const before = this.phases.get(task);
    this.phases.set(task, { phase, sinceMs: nowMs });
    if (before !== undefined) this.add(before.phase, nowMs - before.sinceMs);
  }

  private add(what: string, ms: number): void {
    const spans = this.byWhat.get(what) ?? [];
    this.byWhat.set(what, spans);
    spans.push({ endMs: performance.now(), ms });
  }
}

function spansOf(what: string, all: number[]): Spans {
  all.sort((a, b) => a - b);
  const at = (share: number): number => all[Math.floor(share * (all.length - 1))] ?? 0;
  return { what, count: all.length, median: at(0.5), p99: at(0.99), most: at(1) };
}

import { monitorEventLoopDelay } from "node:perf_hooks";
import { metrics } from "./metrics.ts";
import type { Registry } from "./registry.ts";

const NANOSECONDS = 1e9;
/** Two looks at the event loop's delay are this far apart; what is told is what exceeds it. */
const RESOLUTION_MS = 20;

/** Figures of the process; the answer reads them afresh. */
export function measureProcess(registry: Registry): { refresh(): void; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = 0;
  registry.set(metrics.started, {}, Math.round(performance.timeOrigin) / 1_000);

  return {
    refresh() {
      for (const [quantile, percentile] of [
        ["0.5", 50],
        ["0.99", 99],
      ] as const) {
        const late = delay.percentile(percentile) / NANOSECONDS - RESOLUTION_MS / 1_000;
        registry.set(metrics.eventLoop, { quantile }, Math.max(0, Number(late.toFixed(6))));
      }
      delay.reset();
      const { rss, heapUsed } = process.memoryUsage();
      registry.set(metrics.memory, {}, rss);
      registry.set(metrics.heap, {}, heapUsed);
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      registry.add(metrics.cpu, {}, seconds - cpu);
      cpu = seconds;
    },
    stop: () => delay.disable(),
  };
}

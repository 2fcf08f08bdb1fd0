import { constants, PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

/**
 * What an open session takes of memory, its changelog record while a task restores among it: some 250 bytes
 * of the flagship's stay, and as much again stands beside it while it is put back.
 */
const SESSION_BYTES = 500;
const SHARE = 0.5;

/** How many open sessions half of this process's heap holds. */
export const sessionsThatFit = (heapBytes = getHeapStatistics().heap_size_limit): number =>
  Math.floor((heapBytes * SHARE) / SESSION_BYTES);

/** What is still there after the collector has been everywhere may be so much of the heap. */
const FULL = 0.85;

/**
 * Sessions are not equally large: whether what lives fills the heap, looked at behind each full collection.
 * Says so as half a sentence; null: there is room.
 */
export function watchMemory(limit = getHeapStatistics().heap_size_limit): {
  readonly full: () => string | null;
  readonly stop: () => void;
} {
  let lives = 0;
  const observer = new PerformanceObserver((list) => {
    const major = list.getEntries().some((entry) => {
      const { kind } = (entry as { readonly detail?: { readonly kind?: number } }).detail ?? {};
      return kind === constants.NODE_PERFORMANCE_GC_MAJOR;
    });
    if (major) lives = process.memoryUsage().heapUsed;
  });
  observer.observe({ entryTypes: ["gc"] });
  const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
  return {
    full: () => (lives > limit * FULL ? `${mb(lives)} of ${mb(limit)} of memory are in use` : null),
    stop: () => observer.disconnect(),
  };
}

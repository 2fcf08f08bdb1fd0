import type { Clock } from "./transport.ts";

export const wallClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, until) =>
    new Promise((done) => {
      // Others have their turn; a timer would take a millisecond, with whatever is at hand waiting.
      if (ms === 0) return void setImmediate(done);
      const timer = setTimeout(done, ms);
      until?.addEventListener("abort", () => {
        clearTimeout(timer);
        done();
      });
    }),
};

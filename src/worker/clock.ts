import type { Clock } from "./transport.ts";

export const wallClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, until) =>
    new Promise((done) => {
      const timer = setTimeout(done, ms);
      until?.addEventListener("abort", () => {
        clearTimeout(timer);
        done();
      });
    }),
};

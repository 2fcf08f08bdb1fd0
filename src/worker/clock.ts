import type { Clock } from "./transport.ts";

export const wallClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
};

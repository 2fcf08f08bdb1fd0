import type { Page } from "playwright-core";

/**
 * `PDA_LATE=1`: what is fetched, and what page and threads say to each other, comes late at random, in its order. Shows
 * what the page shows of one thing before it knows the next, and which tests hope that it knows.
 */
export const LATE = process.env.PDA_LATE === "1";

const FILE_MOST_MS = 800;
const MESSAGE_MOST_MS = 400;

export async function comeLate(page: Page): Promise<void> {
  await page.addInitScript(LATE_MESSAGES);
  await page.route("**/assets/**", async (route) => {
    const wait = Math.random() < 0.3 ? Math.random() * FILE_MOST_MS : 0;
    await new Promise((later) => setTimeout(later, wait));
    await route.continue().catch(() => {});
  });
}

/** Text, since only browsers know of such threads. Each way, a message waits for the one before it. */
const LATE_MESSAGES = `(() => {
  const last = { out: new WeakMap(), in: new WeakMap() };
  const late = (way, worker, act) => {
    const wait = Math.random() < 0.4 ? Math.random() * ${MESSAGE_MOST_MS} : 0;
    const before = last[way].get(worker) ?? Promise.resolve();
    const waited = before.then(() => wait === 0 ? undefined : new Promise((go) => setTimeout(go, wait)));
    last[way].set(worker, waited.then(act));
  };
  const { postMessage, addEventListener } = Worker.prototype;
  Worker.prototype.postMessage = function (...sent) {
    late("out", this, () => postMessage.apply(this, sent));
  };
  Worker.prototype.addEventListener = function (type, hear, ...rest) {
    const heard = type === "message" ? (event) => late("in", this, () => hear.call(this, event)) : hear;
    addEventListener.call(this, type, heard, ...rest);
  };
})()`;

import type { Port } from "./port.ts";
import { startWorker } from "./start-worker.ts";

/**
 * A thread of the page. It begins when the page has time for it and something was asked of it; what is asked before
 * waits, in its order.
 */
export class Thread implements Port {
  readonly #name: "engine" | "language";
  readonly #listeners: ((event: MessageEvent) => void)[] = [];
  readonly #asked: Parameters<Port["postMessage"]>[] = [];
  #worker: Worker | null = null;
  #mayBegin = false;

  constructor(name: "engine" | "language") {
    this.#name = name;
  }

  /** From now on there is time for it. */
  start(): void {
    this.#mayBegin = true;
    this.#begin();
  }

  #begin(): void {
    if (this.#worker !== null || !this.#mayBegin || this.#asked.length === 0) return;
    const worker = startWorker(this.#name);
    this.#worker = worker;
    for (const listener of this.#listeners) worker.addEventListener("message", listener);
    for (const asked of this.#asked.splice(0)) worker.postMessage(...asked);
  }

  addEventListener(type: "message", listener: (event: MessageEvent) => void): void {
    if (this.#worker === null) this.#listeners.push(listener);
    else this.#worker.addEventListener(type, listener);
  }

  postMessage(...asked: Parameters<Port["postMessage"]>): void {
    if (this.#worker === null) this.#asked.push(asked);
    else this.#worker.postMessage(...asked);
    this.#begin();
  }
}

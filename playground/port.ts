/** One end of the line between the page and a thread of it: what a `Worker` and the inside of one have in common. */
export interface Port {
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
}

import type { Port } from "../port.ts";

/** Reads logs and runs patterns in a thread of its own. */
export function serveEngine(_port: Port): void {}

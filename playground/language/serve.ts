import type { Port } from "../port.ts";

/** Answers an editor's questions in a thread of its own. */
export function serveLanguage(_port: Port): void {}

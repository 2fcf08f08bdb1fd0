import { Readable } from "node:stream";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface FakeTerminal extends Terminal {
  readonly written: () => string;
  readonly noted: () => string;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  /** SIGTERM. */
  readonly stop: () => void;
}

export function fakeTerminal(
  look: {
    stdin?: string | Uint8Array;
    interactive?: boolean;
    colour?: boolean;
    columns?: number;
  } = {},
): FakeTerminal {
  let written = "";
  let noted = "";
  const cleaners: (() => void)[] = [];
  const stops: ((signal: string) => void)[] = [];
  const screen = {
    interactive: look.interactive ?? false,
    colour: look.colour ?? false,
    columns: look.columns,
  };
  const bytes = Buffer.from(look.stdin ?? "");
  return {
    write: (text) => {
      written += text;
    },
    note: (text) => {
      noted += text;
    },
    caughtUp: async () => {},
    input: () => Readable.from([new Uint8Array(bytes)]),
    out: screen,
    err: screen,
    onInterrupt: (clean) => void cleaners.push(clean),
    onStop: (stop) => void stops.push(stop),
    written: () => written,
    noted: () => noted,
    interrupt: () => {
      for (const clean of cleaners) clean();
    },
    stop: () => {
      for (const stop of stops) stop("SIGTERM");
    },
  };
}

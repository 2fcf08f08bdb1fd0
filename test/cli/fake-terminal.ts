import { Readable } from "node:stream";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface FakeTerminal extends Terminal {
  readonly written: () => string;
  readonly noted: () => string;
}

export function fakeTerminal(
  look: { stdin?: string; interactive?: boolean; colour?: boolean } = {},
): FakeTerminal {
  let written = "";
  let noted = "";
  const screen = {
    interactive: look.interactive ?? false,
    colour: look.colour ?? false,
    columns: undefined,
  };
  return {
    write: (text) => {
      written += text;
    },
    note: (text) => {
      noted += text;
    },
    caughtUp: async () => {},
    stdin: async () => look.stdin ?? "",
    input: () => Readable.from([new TextEncoder().encode(look.stdin ?? "")]),
    out: screen,
    err: screen,
    onInterrupt: () => {},
    written: () => written,
    noted: () => noted,
  };
}

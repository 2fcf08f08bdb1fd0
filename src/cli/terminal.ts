import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** The world around a command; tests give one of their own. */
export interface Terminal {
  /** Results. */
  readonly write: (text: string) => void;
  /** Messages and progress. */
  readonly note: (text: string) => void;
  /** Waits until a slow reader can take more; signals and its going away are heard meanwhile. */
  readonly caughtUp: () => Promise<void>;
  /** Standard input. */
  readonly input: () => Readable;
  /** Whether a person is looking at results, and whether in colour. */
  readonly out: Screen;
  readonly err: Screen;
  /** Called on Ctrl-C, before the program ends. */
  readonly onInterrupt: (clean: () => void) => void;
  /**
   * Called on the first Ctrl-C or SIGTERM, for what ends by itself when asked to. The second signal ends
   * the program at once.
   */
  readonly onStop: (stop: (signal: string) => void) => void;
}

export interface Screen {
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly columns: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** https://force-color.org and https://no-color.org; what forces wins, then what forbids, then the terminal. */
export function wantsColour(environment: Environment, interactive: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return interactive && TERM !== "dumb";
}

/** What is asked of the process. */
export interface World {
  readonly stdin: Readable;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Environment;
  exitCode?: NodeJS.Process["exitCode"];
  exit(code?: NodeJS.Process["exitCode"]): void;
  on(signal: "SIGINT" | "SIGTERM", heard: (signal: string) => void): unknown;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export function processTerminal(process: World): Terminal {
  const cleaners: (() => void)[] = [];
  const stops: ((signal: string) => void)[] = [];
  let stopping = false;
  let ending = false;
  const interrupted = (signal: string): void => {
    if (stops.length > 0 && !stopping) {
      stopping = true;
      for (const stop of stops) stop(signal);
      return;
    }
    if (!ending) for (const clean of cleaners) clean();
    if (ending || stopping || process.stdout.writableLength === 0) {
      process.exit(130);
      return;
    }
    // What a slow reader has not taken yet goes out whole, and nothing behind it; a second signal does not wait.
    ending = true;
    process.exitCode = 130;
    process.stdout.write("", () => process.exit(130));
  };
  process.on("SIGINT", interrupted);
  // The reader has gone (`pda run … | head`): there is nobody to tell.
  const gone = ({ code }: NodeJS.ErrnoException): void => {
    if (code === "EPIPE") process.exit(process.exitCode ?? 0);
  };
  process.stdout.on("error", gone);
  // A log that cannot be written is no reason to stop working.
  process.stderr.on("error", gone);
  const screen = (stream: Stream): Screen => {
    const interactive = stream.isTTY === true;
    return {
      interactive,
      colour: wantsColour(process.env, interactive),
      columns: interactive ? stream.columns : undefined,
    };
  };
  return {
    write: (content) => {
      if (!ending) process.stdout.write(content);
    },
    note: (content) => void process.stderr.write(content),
    caughtUp: async () => {
      if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
      else await new Promise((resolve) => setImmediate(resolve));
    },
    input: () => process.stdin,
    out: screen(process.stdout),
    err: screen(process.stderr),
    onInterrupt: (clean) => void cleaners.push(clean),
    onStop: (stop) => {
      // Others end by SIGTERM at once, as programs do that do not listen.
      if (stops.push(stop) === 1) process.on("SIGTERM", interrupted);
    },
  };
}

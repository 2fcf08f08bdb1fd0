/** What the program says to the shell. Told in `pda --help`. */
export const exitCodes = {
  good: 0,
  /** Errors in a pattern, a failing scenario, a file that is not formatted. */
  findings: 1,
  usage: 2,
  /** A file that cannot be read or written. */
  inputOutput: 3,
  /** Dead letters, under `--strict`. */
  deadLetters: 4,
  /** No broker answers. */
  unavailable: 5,
  /** Brokers refuse: credentials, rights, versions, settings. */
  refused: 6,
  /** A worker cannot go on until somebody decides something. */
  stopped: 7,
  /** A mistake of ours. */
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message on standard error and a code. */
export class Failure extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.name = "Failure";
    this.code = code;
  }
}

export const usageFailure = (message: string): Failure => new Failure(exitCodes.usage, message);

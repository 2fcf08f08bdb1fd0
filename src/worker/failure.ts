/**
 * What a broker did to us, as far as it decides what a task must do next.
 *
 * - `fenced`: another producer has this transactional id now. The task is lost; it is never
 *   re-opened until a newer generation of the group assigns it.
 * - `unknown`: the end of a transaction was sent and its answer lost. Throw the producer away, open
 *   a new one, read back what was committed.
 * - `aborted`: the transaction cannot be committed, and nothing of it will be seen. Abort it and do
 *   the same records again.
 * - `truncated`: the position lies before the first record that is still there, or after the last.
 * - `missing`: no such topic or partition.
 * - `unavailable`: no answer, or none yet; try again later.
 * - `refused`: credentials, authorization, a version or a setting; trying again does not help.
 */
export type FailureKind =
  | "fenced"
  | "unknown"
  | "aborted"
  | "truncated"
  | "missing"
  | "unavailable"
  | "refused";

export class TransportFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TransportFailure";
    this.kind = kind;
  }
}

export const isFailure = (error: unknown, kind?: FailureKind): error is TransportFailure =>
  error instanceof TransportFailure && (kind === undefined || error.kind === kind);

import type { CanaryResult } from "./canary/runs.ts";
import type { FailureKind } from "./failure.ts";
import type { Position } from "./transport.ts";

/** Who is told what a worker does: for logs and figures. Must not fail, and must not take long. */
export interface WorkerNews {
  tell(news: News): void;
}

export const noNews: WorkerNews = { tell: () => {} };

/**
 * Where a task is. From `sending` to `committing` a transaction is open.
 *
 * `opening`: takes its transactional id over. `restoring`: reads the changelog. `reading`: waits for
 * records. `stepping`: a chunk's records are being stepped. `sending`: nothing of the chunk is sent
 * yet. `sent`: some of it is. `positions`: all of it is but the group's positions. `committing`: the
 * commit is asked for. `committed`: it is answered, the next chunk has not begun. `resting`: the group
 * shares its tasks out anew.
 */
export type TaskPhase =
  | "opening"
  | "restoring"
  | "reading"
  | "stepping"
  | "sending"
  | "sent"
  | "positions"
  | "committing"
  | "committed"
  | "resting";

export type News =
  /** The group gave us these tasks. */
  | { readonly kind: "assigned"; readonly generation: number; readonly tasks: readonly number[] }
  /** It shares out anew; `lost`: it did not wait for us. */
  | { readonly kind: "revoked"; readonly generation: number; readonly lost: boolean }
  | { readonly kind: "phase"; readonly task: number; readonly phase: TaskPhase }
  /** A task took its transactional id over. */
  | { readonly kind: "opened"; readonly task: number; readonly epoch: number }
  | {
      readonly kind: "restoring";
      readonly task: number;
      /** Of the changelog, read so far, of so many. */
      readonly offset: number;
      readonly end: number;
    }
  | {
      readonly kind: "restored";
      readonly task: number;
      readonly sessions: number;
      /** Of the changelog. */
      readonly records: number;
      readonly bytes: number;
      readonly ms: number;
      readonly positions: readonly Position[];
    }
  | ChunkCommitted
  /** The stage before the patterns has committed a chunk: records were sent on under their keys. */
  | {
      readonly kind: "rekeyed";
      readonly task: number;
      readonly records: number;
      readonly dead: ChunkCommitted["dead"];
      /** null: another has the task now. */
      readonly lag: number | null;
    }
  /** A chunk was thrown away with the producer; the task reads back where it stands. */
  | {
      readonly kind: "failed";
      readonly task: number;
      readonly failure: FailureKind;
      readonly during: TaskPhase;
      readonly message: string;
    }
  /** A task has made an announced change, before the records at these positions. */
  | {
      readonly kind: "changed";
      readonly task: number;
      readonly number: number;
      readonly positions: readonly Position[];
      /** Keys, by what became of them. */
      readonly carried: number;
      readonly drained: number;
      readonly givenUp: number;
      readonly ms: number;
    }
  /** It cannot make it in this process, and goes on as it is; half a sentence. */
  | {
      readonly kind: "change waits";
      readonly task: number;
      readonly number: number;
      readonly why: string;
    }
  /** The control topic could not be read; it is tried again. */
  | { readonly kind: "control unread"; readonly message: string }
  /** The group could not be joined; it is tried again. */
  | { readonly kind: "outside the group"; readonly message: string }
  /** A canary's run is over, and committed. */
  | {
      readonly kind: "canary";
      readonly task: number;
      readonly pattern: string;
      readonly scenario: string;
      readonly result: CanaryResult;
      /** Of one that failed. */
      readonly message: string | null;
      /** Since it was sent. */
      readonly ms: number;
    }
  /** None could be sent to a task's partition. */
  | { readonly kind: "canary unsent"; readonly task: number; readonly message: string }
  /** A task does not go on by itself. */
  | { readonly kind: "stopped"; readonly task: number; readonly stop: Stop }
  /** What lies on disk of a task cannot be gone on from: it is made anew from the changelog. */
  | {
      readonly kind: "store anew";
      readonly task: number;
      readonly place: string;
      readonly why: string;
    }
  /** A task is given back; its state is somebody else's. */
  | { readonly kind: "closed"; readonly task: number };

export interface ChunkCommitted {
  readonly kind: "chunk";
  readonly task: number;
  /** Counts from 1 since the task's first start. */
  readonly number: number;
  readonly records: number;
  /** Of those. */
  readonly late: number;
  /** Of canaries, too. */
  readonly canaries: number;
  readonly outputs: number;
  readonly deadLetters: number;
  /** By stage: records that could not be read, were ahead; steps that failed. */
  readonly dead: { readonly record: number; readonly ahead: number; readonly step: number };
  /** Keys written to the changelog, and of those deleted there. */
  readonly keysWritten: number;
  readonly keysDeleted: number;
  readonly changelogBytes: number;
  /** Keys with something open. */
  readonly sessions: number;
  /** By pattern: outputs. */
  readonly byPattern: readonly number[];
  readonly steppingMs: number;
  /** From `begin` to the answer to the commit. */
  readonly transactionMs: number;
  readonly positions: readonly Position[];
  /** Records behind the high watermarks. */
  readonly lag: number;
  /** Event time; -Infinity: none yet. */
  readonly watermarkMs: number;
  /** Time moved on without a record. */
  readonly idle: boolean;
}

/** Why a task stopped, for people: what is wrong, and what to do. */
export interface Stop {
  readonly reason: StopReason;
  readonly message: string;
  readonly remedy: string;
}

export type StopReason =
  | "no position" // a first start without `from`
  | "inputs changed"
  | "truncated" // the input does not reach back to where the task stands
  | "changelog missing" // the group has a position, the changelog has no state
  | "partition count" // inputs, changelog and state do not fit together
  | "pattern changed" // the state is another pattern's
  | "newer state" // a later release wrote it
  | "damaged state"
  | "wrong key" // a record's key is not the pattern's
  | "no broker time" // `ahead` needs it
  | "too many sessions"
  | "store" // the disk that holds sessions does not do what it must
  | "topic missing"
  | "refused" // credentials, authorization, a setting
  | "defect"; // ours

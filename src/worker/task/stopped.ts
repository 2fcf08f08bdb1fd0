import { type FailureKind, isFailure } from "../failure.ts";
import type { Stop, StopReason } from "../news.ts";
import { StateRefused } from "../state/state-bytes.ts";
import { ShelfFailure } from "../store/shelf.ts";
import { WrongRecord } from "./stepping.ts";

/** A task cannot go on by itself; somebody has to decide something. */
export class Stopped extends Error {
  readonly stop: Stop;

  constructor(reason: StopReason, message: string, remedy: string) {
    super(message);
    this.stop = { reason, message, remedy };
  }
}

/** The task was given away, or the worker ends. */
export class GivenUp extends Error {}

/** Failures after which a task reads back where it stands, and goes on. */
const MENDS = new Set<FailureKind>(["unknown", "aborted", "unavailable"]);

/** What stops a task for good; null: it is to be tried again, or the task is lost. */
export function stopOf(error: unknown, reset: string): Stop | null {
  if (error instanceof Stopped) return error.stop;
  if (error instanceof WrongRecord) {
    const { reason, message, remedy } = error;
    return { reason, message, remedy };
  }
  if (error instanceof StateRefused) return ofState(error, reset);
  if (error instanceof ShelfFailure) {
    const { message, remedy } = error;
    return { reason: "store", message, remedy };
  }
  if (!isFailure(error)) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const remedy = "report this with the pattern and, where possible, the records at the position";
    return { reason: "defect", message: `${message}\n${stack ?? ""}`.trim(), remedy };
  }
  const { kind, message } = error;
  if (MENDS.has(kind) || kind === "fenced") return null;
  switch (kind) {
    case "truncated":
      return { reason: "truncated", message, remedy: truncatedRemedy(reset) };
    case "missing":
      return {
        reason: "topic missing",
        message,
        remedy: "create the topic (`pda worker init` does), or name the right one",
      };
    default:
      return {
        reason: "refused",
        message,
        remedy: "mend credentials, access rights or settings as the broker says, then start again",
      };
  }
}

function ofState({ why, message }: StateRefused, reset: string): Stop {
  switch (why) {
    case "newer":
      return { reason: "newer state", message, remedy: "start that release, or a later one" };
    case "other pattern":
      return {
        reason: "pattern changed",
        message,
        remedy:
          "announce the change with `pda plan OLD NEW --apply`, or start with the old pattern",
      };
    case "damaged":
      return {
        reason: "damaged state",
        message,
        remedy: `find out who else writes to the changelog; to build the state anew: ${reset}`,
      };
  }
}

export const truncatedRemedy = (reset: string): string =>
  `records between the position and the log's start are lost to this task; to go on behind the gap: ${reset}`;

import { encodeBase64 } from "./base64.ts";

/** Why a record was refused. Closed: a new one needs its sentence and its way out in `dead-summary.ts`. */
export type DeadReason =
  | "damaged"
  | "too long"
  | "no value"
  | "unknown schema"
  | "incompatible schema"
  | "missing key"
  | "unfit key"
  | "missing time"
  | "unfit time"
  | "missing field"
  | "unfit field"
  | "too many places"
  | "too many digits"
  | "not listed"
  | "ahead";

/** A refused record, whole (rule 1 to 4). */
export interface DeadLetter {
  /** The source's name as in positions. */
  readonly source: string;
  /** The physical line or record, from 1. */
  readonly position: number;
  readonly reason: DeadReason;
  /** One sentence without a full stop. */
  readonly detail: string;
  /** The declared event and field it is about. */
  readonly event?: string;
  readonly field?: string;
  /** The record as it stood; of one that is no UTF-8 the bytes. */
  readonly text: string | Uint8Array;
}

/** One line of NDJSON, without the line feed. Bytes that are no UTF-8 are given as base64. */
export function encodeDeadLetter(letter: DeadLetter): string {
  const { source, position, reason, detail, event, field, text } = letter;
  const content = typeof text === "string" ? { text } : { base64: encodeBase64(text) };
  return JSON.stringify({
    source,
    position,
    reason,
    detail,
    ...(event === undefined ? {} : { event }),
    ...(field === undefined ? {} : { field }),
    ...content,
  });
}

import { encodeBase64 } from "./base64.ts";

/** Why a record was refused. Closed: a new one needs its sentence and its way out here. */
export type DeadReason =
  | "damaged"
  | "too long"
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

export const DEAD_REASONS: Readonly<Record<DeadReason, string>> = {
  damaged: "The record is not what its format asks for",
  "too long": "The record is longer than the limit",
  "missing key": "The record has no key",
  "unfit key": "The key is an object or a list, not a text",
  "missing time": "The record has no time",
  "unfit time": "The time is no point in time",
  "missing field": "A field that is not optional is missing",
  "unfit field": "A field's value does not fit its type",
  "too many places": "A number has more decimal places than declared",
  "too many digits": "A number is larger than its type can hold",
  "not listed": "A text is not among the declared ones",
  ahead: "The time is too far in front of the watermark",
};

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

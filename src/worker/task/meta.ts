import { fromText, textOf } from "../bytes.ts";

/** Where a task stands: one record of its changelog, written with every chunk. */
export interface Meta {
  /** Of the next record, by input topic. */
  readonly positions: readonly (readonly [topic: string, offset: number])[];
  /** By input and vocabulary: the greatest time so far; null: none yet. */
  readonly greatest: readonly (readonly (number | null)[])[];
  /** By input: up to what time it was found idle, so that the others need not wait for it. */
  readonly idleTo: readonly (number | null)[];
  /** What the keys' states belong to. */
  readonly patterns: readonly (readonly [name: string, fingerprint: string])[];
  /** Of the inputs, when the task first started. */
  readonly partitions: number;
  /** Counts from 1. */
  readonly chunk: number;
}

/** A later release refuses nothing older; an older one refuses what is newer. */
export const META_FORMAT = 1;

export type MetaRead =
  | { readonly kind: "read"; readonly meta: Meta }
  | { readonly kind: "newer"; readonly format: number }
  | { readonly kind: "damaged" };

export const encodeMeta = (meta: Meta): Uint8Array =>
  fromText(JSON.stringify({ format: META_FORMAT, ...meta }));

export function decodeMeta(bytes: Uint8Array): MetaRead {
  let value: unknown;
  try {
    value = JSON.parse(textOf(bytes));
  } catch {
    return { kind: "damaged" };
  }
  if (typeof value !== "object" || value === null) return { kind: "damaged" };
  const { format, ...meta } = value as Meta & { format: unknown };
  if (typeof format !== "number") return { kind: "damaged" };
  if (format > META_FORMAT) return { kind: "newer", format };
  return { kind: "read", meta };
}

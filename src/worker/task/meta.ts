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
  /** Tells the changelog from one of the same name that was made later; absent: of an earlier release. */
  readonly origin?: string;
  /** The last announced change that the task has made, and where; absent: none. */
  readonly changed?: Changed;
  /** Patterns whose open sessions end here, while new ones begin in those above; absent: none. */
  readonly draining?: readonly Draining[];
}

export interface Changed {
  readonly number: number;
  /** Of the first record behind it, by input topic. */
  readonly at: Meta["positions"];
}

export interface Draining {
  readonly pattern: string;
  readonly fingerprint: string;
  /** The number of the change that put an end to it. */
  readonly since: number;
  /** That have anything left of it. */
  readonly keys: number;
}

/** A later release refuses nothing older; an older one refuses what is newer. */
export const META_FORMAT = 2;
/** What knows nothing of changes is written as releases before them read it. */
const WITHOUT_CHANGES = 1;

export type MetaRead =
  | { readonly kind: "read"; readonly meta: Meta }
  | { readonly kind: "newer"; readonly format: number }
  | { readonly kind: "damaged" };

export const encodeMeta = (meta: Meta): Uint8Array =>
  fromText(
    JSON.stringify({
      format: meta.changed === undefined ? WITHOUT_CHANGES : META_FORMAT,
      ...meta,
    }),
  );

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

import type { Passage, Visitor } from "../machine/visitor.ts";
import { type Edit, editName } from "./edit.ts";
import type { Goal } from "./scope.ts";

/** A passage of an edited life: for which input, or which edit, or both. */
export interface Taken {
  /** null: something that was put in. */
  readonly input: number | null;
  readonly edit: Edit | null;
  readonly passage: Passage;
}

/** One way in which the wanted output would have come. */
export interface Explanation extends Goal {
  readonly edits: readonly Edit[];
  /** Beside that of the life as it was. */
  readonly cost: number;
  /** The edited life, from where the search began until it goes on as it did. */
  readonly path: readonly Taken[];
}

/** The way to a node, last first: ways share their beginnings. */
export interface Way {
  readonly taken: Taken;
  readonly before: Way | null;
}

/** A place in the log, and what the machine has come to there. */
export interface Node {
  readonly at: number;
  readonly visitor: Visitor | null;
  readonly edits: readonly Edit[];
  readonly cost: number;
  /** An event that was passed over, to be put in later. */
  readonly held: { readonly input: number; readonly jumps: number } | null;
  /** Inputs that came earlier than they stand. */
  readonly borrowed: readonly number[];
  /** The greatest time taken. */
  readonly time: number;
  readonly way: Way | null;
}

/** Changes begun: what is held counts. */
export const changesIn = ({ edits, held }: Node): number => edits.length + (held === null ? 0 : 1);

export const along = (way: Way | null, taken: Taken | null): Way | null =>
  taken === null ? way : { taken, before: way };

export const namesOf = (edits: readonly Edit[]): readonly string[] => edits.map(editName);

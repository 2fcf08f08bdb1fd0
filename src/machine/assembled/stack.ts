import type { Cell } from "./moment.ts";

/** Rules 17 to 21 on the list of cells, the top first. */

export const isFrame = (cell: Cell): boolean => cell.kind !== 0;

/** The topmost frame; reads see through return addresses. */
export function topOf(stack: Cell | null): Cell | null {
  let cell = stack;
  while (cell !== null && cell.kind === 0) cell = cell.below;
  return cell;
}

export function bottomOf(stack: Cell | null): Cell | null {
  let last: Cell | null = null;
  for (let cell = stack; cell !== null; cell = cell.below) if (isFrame(cell)) last = cell;
  return last;
}

export function nearestOf(stack: Cell | null, kind: number): Cell | null {
  let cell = stack;
  while (cell !== null && cell.kind !== kind) cell = cell.below;
  return cell;
}

export function depthOf(stack: Cell | null): number {
  let count = 0;
  for (let cell = stack; cell !== null; cell = cell.below) if (isFrame(cell)) count++;
  return count;
}

/** How many cells there are of a kind; of kind 0: how deep calls are nested. */
export function countOf(stack: Cell | null, kind: number): number {
  let count = 0;
  for (let cell = stack; cell !== null; cell = cell.below) if (cell.kind === kind) count++;
  return count;
}

/** Frames above the topmost return address. */
export function aboveOf(stack: Cell | null): number {
  let count = 0;
  for (let cell = stack; cell !== null && isFrame(cell); cell = cell.below) count++;
  return count;
}

/** The frames of a kind, the oldest first. */
export function framesOf(stack: Cell | null, kind: number): readonly Cell[] {
  const frames: Cell[] = [];
  for (let cell = stack; cell !== null; cell = cell.below)
    if (cell.kind === kind) frames.push(cell);
  return frames.reverse();
}

export function clearFrames(stack: Cell | null): Cell | null {
  let cell = stack;
  while (cell !== null && isFrame(cell)) cell = cell.below;
  return cell;
}

/** Without some cells. What stands below the lowest of them is shared with the stack before. */
export function without(stack: Cell | null, leaves: (cell: Cell) => boolean): Cell | null {
  if (stack === null) return null;
  const below = without(stack.below, leaves);
  if (leaves(stack)) return below;
  return below === stack.below ? stack : { ...stack, below };
}

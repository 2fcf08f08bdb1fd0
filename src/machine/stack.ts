import type { FrameKind } from "../automaton/automaton.ts";
import type { Frame, ReturnAddress, StackCells } from "./configuration.ts";

/** Rules 17 to 20 as functions on the persistent list. */

export const isFrame = (cell: Frame | ReturnAddress): cell is Frame => "kind" in cell;

export const pushCell = (stack: StackCells, cell: Frame | ReturnAddress): StackCells => ({
  cell,
  below: stack,
});

/**
 * Keeps the cells that `keep` says, the rest of the order unchanged. What lies below the lowest cell that goes
 * is shared, so that configurations that follow from one another cost what differs.
 */
function filterCells(
  stack: StackCells,
  keep: (cell: Frame | ReturnAddress) => boolean,
): StackCells {
  const kept: (Frame | ReturnAddress)[] = [];
  let shared = stack;
  let aboveShared = 0;
  for (let rest = stack; rest !== null; rest = rest.below)
    if (keep(rest.cell)) kept.push(rest.cell);
    else {
      shared = rest.below;
      aboveShared = kept.length;
    }
  return kept
    .slice(0, aboveShared)
    .reduceRight<StackCells>((below, cell) => ({ cell, below }), shared);
}

/** Rule 18: `now` never runs backwards in a session, so what is absent once stays absent. */
export function withoutExpired(
  stack: StackCells,
  kinds: ReadonlyMap<string, FrameKind>,
  now: number,
): StackCells {
  return filterCells(stack, (cell) => {
    if (!isFrame(cell)) return true;
    const expires = kinds.get(cell.kind)!.expires;
    return expires === null || cell.born + expires >= now;
  });
}

/** All frames, the top first; reads see through return addresses (rule 20). */
export function framesOf(stack: StackCells): readonly Frame[] {
  const frames: Frame[] = [];
  for (let rest = stack; rest !== null; rest = rest.below)
    if (isFrame(rest.cell)) frames.push(rest.cell);
  return frames;
}

/** How many return addresses there are: the depth of calls. */
export function callsOf(stack: StackCells): number {
  let calls = 0;
  for (let rest = stack; rest !== null; rest = rest.below) if (!isFrame(rest.cell)) calls++;
  return calls;
}

/** Frames above the topmost return address, and below it. */
export function countFrames(stack: StackCells): { above: number; below: number } {
  let above = 0;
  let rest = stack;
  for (; rest !== null && isFrame(rest.cell); rest = rest.below) above++;
  return { above, below: framesOf(rest).length };
}

/** Without the top frame; the caller knows that there is one above any return address. */
export const popFrame = (stack: StackCells): StackCells => stack!.below;

/** Without the frames above the topmost return address. */
export function clearFrames(stack: StackCells): StackCells {
  let rest = stack;
  while (rest !== null && isFrame(rest.cell)) rest = rest.below;
  return rest;
}

/** Without the bottom-most frame. */
export function dropOldest(stack: StackCells): StackCells {
  const oldest = framesOf(stack).at(-1);
  return filterCells(stack, (cell) => cell !== oldest);
}

export const withoutCalls = (stack: StackCells): StackCells => filterCells(stack, isFrame);

/** The topmost return address and what lies below it; null outside calls. */
export function returnFrom(stack: StackCells): { to: string; stack: StackCells } | null {
  const rest = clearFrames(stack);
  return rest === null ? null : { to: (rest.cell as ReturnAddress).returnTo, stack: rest.below };
}

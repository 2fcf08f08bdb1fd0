import type { Event } from "../../../src/machine/event.ts";

/** An event as rule 37 reads it. */
export interface Read {
  readonly event: Event;
  readonly id: string;
  readonly cause: string | undefined;
  readonly late: boolean;
}

export const nameOf = (event: Event, field: string): string | undefined => {
  const value = event.fields[field];
  return value === undefined || value === "" ? undefined : `${value}`;
};

export const oldestOf = (waiting: readonly Read[]): Read | undefined =>
  waiting.toSorted((a, b) => a.event.time - b.event.time).at(0);

/** Through whom the event would wait, itself last. */
export function waitsForItself({ id, cause }: Read, waiting: readonly Read[]): boolean {
  const through = new Set<string>();
  for (let at = cause; at !== undefined && !through.has(at); ) {
    if (at === id) return true;
    through.add(at);
    at = waiting.find((other) => other.id === at)?.cause;
  }
  return false;
}

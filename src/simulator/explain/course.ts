import type { Event } from "../../machine/event.ts";

/** One arrival of an event: the event itself, or a copy. */
export interface Arrival {
  /** Place of the event in the course. */
  readonly of: number;
  /** Its own where it is a copy that nothing tells from an event of its own. */
  readonly id: string;
  /** The event time that it carried when it arrived: whole milliseconds. */
  readonly time: number;
  /** The same as what stands before the machine sorts by, not yet whole. */
  readonly stamp: number;
  /** When it arrived, milliseconds. */
  readonly at: number;
  /** Among all arrivals, of whatever key: of those at one instant the lower goes first. */
  readonly place: number;
  /** Before it; undefined: none moves time on. */
  readonly watermark?: number;
  /** 0 for the original. */
  readonly copy: number;
}

/** What one stage of a pipeline did to an event on its way. */
export interface Passage {
  /** Index in the pipeline. */
  readonly stage: number;
  readonly mechanism: string;
  readonly delayMs: number;
  readonly shiftMs: number;
  /** Which collector, partition, …, from 0; -1: none. */
  readonly unit: number;
  readonly lost: boolean;
  readonly copied: boolean;
  /** `waited 4.1 s in collector 3`: a predicate, to stand behind the event's name. */
  readonly text: string;
}

/** What became of one key's events. */
export interface Course {
  /** In the order of time. */
  readonly events: readonly Event[];
  /** In the order in which they arrived. */
  readonly arrivals: readonly Arrival[];
  /** The order in which the machine took them: places in `arrivals`. */
  readonly fed: readonly number[];
  /** The same if they had arrived otherwise: places in what is given, which is in the order of arrival. */
  readonly release: (arrivals: readonly Arrival[]) => readonly number[];
  /** What happened to an arrival; `arrival` -1: to an event of which nothing arrived. */
  readonly passages: (of: number, arrival: number) => readonly Passage[];
}

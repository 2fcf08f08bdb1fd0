import type { Automaton, Order } from "../../automaton/automaton.ts";
import type { Event } from "../../machine/event.ts";
import type { Arm } from "../compare/arm.ts";
import type { Pipeline } from "../disorder/pipeline.ts";

/** An event without a method, so that it can be sent to another thread. */
export type PlainEvent = Omit<Event, "members"> & {
  readonly members: ReturnType<Event["members"]> | null;
};

/** One pattern behind one pipeline, met in several ways. */
export interface Job {
  /** Index among the automata. */
  readonly automaton: number;
  readonly pipeline: Pipeline;
  readonly arms: readonly Arm[];
}

/**
 * What is to be tried with every seed: plain data, so that every thread can be given it. The first arm of the first
 * job is the pattern as it stands behind the pipeline as it was asked for.
 */
export interface Experiment {
  readonly automata: readonly Automaton[];
  /** In the order in which they were recorded. */
  readonly events: readonly PlainEvent[];
  readonly jobs: readonly Job[];
  /** Arms of the first job whose errors are gathered by kind; the first of them is the pattern as it stands. */
  readonly watched: readonly number[];
  readonly budgetMs: number | null;
  /** Whether `_expect` of the events says what is true. */
  readonly annotated: boolean;
}

/** Which half of the seeds one belongs to: on one something is chosen, on the other it is reported. */
export const halfOf = (seed: number): 0 | 1 => (seed % 2 === 1 ? 0 : 1);

/** Ids of events that were read are told only when they are asked for: a spread would lose them. */
export const plainEvent = (event: Event, withMembers: boolean): PlainEvent => {
  const { key, time, name, fields, id } = event;
  return { key, time, name, fields, id, members: withMembers ? event.members() : null };
};

const NONE: ReturnType<Event["members"]> = [];

export const eventOfPlain = (event: PlainEvent): Event => {
  const members = event.members ?? NONE;
  return { ...event, members: () => members };
};

/** Whether the words have something to do where everything comes in order: then truth has them, too. */
export function orderOfTruth(order: Order | undefined): Order | null {
  if (order === undefined || (order.dedupe === null && order.cause === null)) return null;
  return { ...order, reorder: null, sequence: null, late: { kind: "apply" } };
}

/** The order words as an arm: the quick way where `reorder` is all there is. */
export function armOf(order: Order | undefined): Arm {
  if (order === undefined) return { reorderMs: null };
  const { dedupe, reorder, sequence, late, cause } = order;
  if (dedupe !== null || sequence !== null || cause !== null || late.kind !== "apply")
    return { reorderMs: null, order };
  return reorder === null ? { reorderMs: null } : reorderArm(reorder.within, undefined);
}

/** `reorder within D` beside the other words of a pattern. */
export function reorderArm(withinMs: number, order: Order | undefined): Arm {
  if (order !== undefined) {
    const { dedupe, late, cause } = order;
    if (dedupe !== null || cause !== null || late.kind !== "apply")
      return {
        reorderMs: null,
        order: {
          ...order,
          sequence: null,
          reorder: withinMs === 0 ? null : { within: withinMs },
        },
      };
  }
  return withinMs === 0 ? { reorderMs: null } : { reorderMs: withinMs, watermark: true };
}

import type { Event } from "../../src/machine/event.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { eventsOf } from "../stream/order/running.ts";
import type { Log } from "../support/logs.ts";

/** The events of several logs as those of one: keys and ids are told apart by their log. */
export const eventsOfLogs = (machine: Machine, logs: readonly Log[]): Event[] =>
  logs.flatMap((log, i) =>
    eventsOf(machine, log).flatMap((of, j) =>
      of.map((event) => ({ ...event, key: `${i} ${j}`, id: `${i}.${j}.${event.id}` })),
    ),
  );

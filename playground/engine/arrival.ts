import type { ErrorExample } from "../../src/simulator/experiment/figures.ts";
import { again } from "./change.ts";
import type { Input } from "./inputs.ts";

type Fed = Extract<Input, { is: "event" }>;

/** A key's events as a passage through disorder left them. */
export type Arrivals = ErrorExample["events"];

/** The same events in the order of time, and as they arrived: lost ones are missing, copies come again. */
export function bothOrders(
  inputs: readonly Input[],
  arrivals: Arrivals,
): { readonly ordered: readonly Fed[]; readonly arrived: readonly Fed[] } {
  const known = new Map(
    inputs.flatMap((input) => (input.is === "event" ? [[input.event.id, input]] : [])),
  );
  const fed = (by: (one: Arrivals[number]) => number | null, stamped: boolean): Fed[] =>
    arrivals
      .flatMap((one) => {
        const [input, place] = [known.get(one.id), by(one)];
        return input === undefined || place === null ? [] : [{ one, input, place }];
      })
      .sort((a, b) => a.place - b.place)
      .map(({ one, input: { event } }) => {
        const time = stamped && one.stamp !== null ? Date.parse(one.stamp) : event.time;
        return {
          ...{ is: "event", behind: false, watermark: undefined },
          event: again(event, { id: event.id, time }),
        };
      });
  // A copy stands in both places of the table; in order there is one of it.
  const once = arrivals.filter(
    ({ id, place }, i) => arrivals.findIndex((one) => one.id === id && one.place === place) === i,
  );
  const placed = new Set(once);
  return {
    ordered: fed((one) => (placed.has(one) ? one.place : null), false),
    arrived: fed(({ arrival }) => arrival, true),
  };
}

import { mechanism } from "../mechanism.ts";
import { duration, flag } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const SHUFFLE = 0;

/** D13. */
export const batches = mechanism({
  name: "batches",
  models: "A loader or a micro-batch engine hands on everything that has come at regular instants.",
  parameters: {
    every: duration({
      default: 300_000,
      above: 0,
      says: "time between two batches",
      source: "assumed; loaders run every 1 to 60 min",
    }),
    phase: duration({
      default: 0,
      says: "what the first batch is later than the full multiple",
      source: "batches run on the clock",
    }),
    shuffle: flag({
      default: false,
      says: "whether a batch mixes its events",
      source:
        "order is kept unless said otherwise; stores often keep none (Snowplow, late loaded events)",
    }),
  },
  law: "An event waits until the next multiple of every (plus phase): a time uniform in 0 to every. With shuffle=on two events at gap g are exchanged with probability (1 − g/every) / 2, else never.",
  apply({ every, phase, shuffle }, traffic, chance) {
    const { order, live, at, event, copyNumber } = traffic;
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      at[row] = phase + Math.ceil((at[row]! - phase) / every) * every;
      if (shuffle) traffic.rank(row, chance.ofEvent(event[row]!, copyNumber[row]!, SHUFFLE));
    }
  },
  tell: ({ delayMs }) => `waited ${sayDuration(delayMs)} for the next batch`,
});

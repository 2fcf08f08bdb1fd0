import { logNormal, pareto } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { duration, flag, number, share, spread } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const TOUCHED = 0;
const BODY = 1;
const IN_TAIL = 2;
const TAIL = 3;
const STALLS = 4;
const STALL = 5;

/** D7. */
export const network = mechanism({
  name: "network",
  models:
    "Each request takes its own time on the way, mostly about the same, sometimes far longer.",
  parameters: {
    share: share({
      default: 1,
      says: "events that take time at all",
      source: "all; less describes logs of which only the late events are known",
    }),
    base: duration({ default: 0, says: "what each takes at least", source: "none" }),
    median: duration({
      default: 100,
      says: "median of the usual time, log-normal",
      source: "Weiss 2014, phones on UMTS: median 103 ms",
    }),
    sigma: spread({
      default: 0.45,
      says: "its spread: of its logarithm",
      source: "Weiss 2014: 0.45",
    }),
    tail: share({
      default: 0.007,
      says: "requests that take far longer",
      source: "Weiss 2014: 0.5 to 1%",
    }),
    from: duration({
      default: 300,
      above: 0,
      says: "what those take more, at least",
      source: "Weiss 2014",
    }),
    alpha: number({
      default: 1.6,
      above: 0,
      says: "Pareto exponent of what those take more",
      source: "Weiss 2014: 1.3 to 1.9 (Hill)",
    }),
    stall: share({
      default: 0,
      says: "requests that stall",
      source: "PostHog, issue 98250: about 0.1% in web views",
    }),
    stallmin: duration({
      default: 10_000,
      says: "shortest stall",
      source: "PostHog, issue 98250",
    }),
    stallmax: duration({
      default: 32_000,
      says: "longest stall",
      source: "PostHog, issue 98250: 15 and 32 s seen",
    }),
    fifo: flag({
      default: false,
      says: "whether a session's requests keep their order, as on one connection",
      source: "parallel requests and sendBeacon do not",
    }),
  },
  law: "Delay = base + log-normal(median, sigma), with probability tail more by a Pareto(from, alpha), with probability stall more by a uniform(stallmin, stallmax). Two events at gap g are exchanged with probability P(D₁ − D₂ > g), with fifo=on never.",
  impossible: ({ stallmin, stallmax }) =>
    stallmin > stallmax ? "stallmin must not be longer than stallmax" : null,
  apply(values, traffic, chance) {
    const { share, base, median, sigma, tail, from, alpha, stall, stallmin, stallmax, fifo } =
      values;
    const { order, live, at, event, copyNumber, truth } = traffic;
    const latest = fifo ? new Float64Array(truth.sessions).fill(Number.NEGATIVE_INFINITY) : null;
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      const of = event[row]!;
      const copy = copyNumber[row]!;
      let leaves = at[row]!;
      if (share === 1 || chance.ofEvent(of, copy, TOUCHED) < share) {
        leaves +=
          base + (median > 0 ? logNormal(chance.ofEvent(of, copy, BODY), median, sigma) : 0);
        if (tail > 0 && chance.ofEvent(of, copy, IN_TAIL) < tail)
          leaves += pareto(chance.ofEvent(of, copy, TAIL), from, alpha);
        if (stall > 0 && chance.ofEvent(of, copy, STALLS) < stall)
          leaves += stallmin + (stallmax - stallmin) * chance.ofEvent(of, copy, STALL);
      }
      if (latest !== null) {
        const session = truth.session[of]!;
        leaves = Math.max(leaves, latest[session]!);
        latest[session] = leaves;
      }
      at[row] = leaves;
    }
  },
  tell: ({ delayMs }) => `was ${sayDuration(delayMs)} on the way`,
});

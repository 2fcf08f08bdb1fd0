import { logNormal, normal } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { choice, duration, ppm, share, spread } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const KIND = 0;
const SIZE = 1;
const SIGN = 2;
const DRIFT = 3;

/** D5. */
export const skew = mechanism({
  name: "skew",
  models:
    "Clocks are wrong: most by a little, some by minutes to days, some by whole hours; and they run too fast or too slow.",
  parameters: {
    of: choice(["client", "collector"], {
      default: "client",
      says: "whose clocks: one per session, or one per collector before this stage",
      source: "event times are stamped by clients",
    }),
    sd: duration({
      default: 50,
      says: "standard deviation of clocks that are kept right",
      source: "hosts kept by NTP: 1 to 50 ms",
    }),
    wild: share({
      default: 0.07,
      says: "clocks that are far off",
      source: "Cloudflare on Chrome's TLS errors: 6.7% more than 24 h behind (a biased sample)",
    }),
    far: duration({
      default: 86_400_000,
      above: 0,
      says: "median of their error",
      source: "as above: a day",
    }),
    sigma: spread({
      default: 1.5,
      says: "spread of their error: of its logarithm",
      source: "assumed: minutes to weeks",
    }),
    ahead: share({
      default: 0.01,
      says: "of those the ones that are ahead",
      source: "as above: 0.05% ahead of 6.75%",
    }),
    zone: share({
      default: 0.01,
      says: "clocks that are off by whole hours, 1 to 12 either way",
      source: "assumed: time zone errors",
    }),
    drift: ppm({
      default: 20,
      says: "greatest error of a clock's rate",
      source: "quartz: 10 to 100 parts in a million",
    }),
  },
  law: "Of a clock's error, a share wild is ± log-normal(far, sigma), a share zone is a whole hour out of ±1 to ±12, each as likely, the rest is normal(0, sd); its rate is wrong by a share uniform in ±drift, counted from its first event.",
  impossible: ({ wild, zone }) =>
    wild + zone > 1 ? "wild and zone are shares of the same clocks: together at most 100%" : null,
  apply({ of, sd, wild, far, sigma, ahead, zone, drift }, traffic, chance) {
    const { order, live, event, stamp, clock, carrier, truth } = traffic;
    const draw = (unit: number, what: number): number =>
      of === "client" ? chance.ofSession(unit, 0, what) : chance.ofUnit(unit, 0, what);
    const offsetOf = (unit: number): number => {
      const kind = draw(unit, KIND);
      const size = draw(unit, SIZE);
      const sign = draw(unit, SIGN);
      if (kind < wild) return (sign < ahead ? 1 : -1) * logNormal(size, far, sigma);
      if (kind >= 1 - zone) return (sign < 0.5 ? 1 : -1) * (1 + Math.floor(12 * size)) * 3_600_000;
      return sd * normal(size);
    };
    const known = new Map<number, { offset: number; rate: number; since: number }>();
    for (let i = 0; i < live; i++) {
      const row = order[i]!;
      const unit = of === "client" ? truth.session[event[row]!]! : carrier[row]!;
      const time = truth.time[event[row]!]!;
      let found = known.get(unit);
      if (found === undefined) {
        const rate = ((2 * draw(unit, DRIFT) - 1) * drift) / 1e6;
        found = { offset: offsetOf(unit), rate, since: time };
        known.set(unit, found);
      }
      const shift = found.offset + found.rate * (time - found.since);
      stamp[row] = stamp[row]! + shift;
      if (of === "client") clock[row] = clock[row]! + shift;
      traffic.tag(row, unit);
    }
  },
  tell: ({ shiftMs, unit }, { of }) =>
    `was stamped ${sayDuration(Math.abs(shiftMs))} too ${shiftMs < 0 ? "early" : "late"} by ${of === "client" ? "its client's clock" : `the clock of collector ${unit + 1}`}`,
});

import { describe } from "vitest";
import {
  behind,
  counted,
  delays,
  exchange,
  groups,
  law,
  regular,
  run,
  runs,
  SECOND,
  sessions,
} from "./law.ts";
import { binomial, exactly, fits, logNormalCdf, paretoCdf, uniformCdf } from "./statistics.ts";

describe("D1 collectors", () => {
  law({
    about: "an event waits a time uniform in 0 to flush",
    of: "collectors n=4 flush=5s records=none",
    moved: ["collectors n=4 flush=5250ms records=none"],
    p: (pipeline) => {
      const waits = runs(pipeline, sessions(1, [0]), 20_000, (traffic) => delays(traffic)[0]!);
      return fits(waits, uniformCdf(0, 5000));
    },
  });
  law({
    about: "two events at gap g are exchanged with probability (n − 1)/n (1 − g/flush)² / 2",
    of: "collectors n=4 flush=5s records=none",
    moved: ["collectors n=5 flush=5s records=none", "collectors n=4 flush=5250ms records=none"],
    p: exchange(2500, 100_000, (0.75 * 0.25) / 2),
  });
  law({
    about: "stickiness keeps sticky² of them together",
    of: "collectors n=4 flush=5s records=none sticky=60%",
    moved: ["collectors n=4 flush=5s records=none sticky=63%"],
    p: exchange(100, 60_000, ((1 - 0.36) * 0.75 * 0.98 ** 2) / 2),
  });
  law({
    about: "beyond flush never",
    of: "collectors n=4 flush=5s records=none",
    moved: ["collectors n=4 flush=5250ms records=none"],
    p: exchange(5000, 20_000, 0),
  });
  law({
    about: "a mixed flush exchanges (1 − g/flush) / 2",
    of: "collectors n=1 flush=5s records=none shuffle=on",
    moved: ["collectors n=1 flush=5250ms records=none shuffle=on", "collectors n=1 flush=5s"],
    p: exchange(4000, 40_000, 0.1),
  });
  law({
    about: "a full buffer leaves at once",
    of: "collectors n=1 flush=1h records=20",
    moved: ["collectors n=1 flush=1h records=21"],
    p: (pipeline) => {
      const sizes = groups(run(pipeline, regular(2000, 10))).slice(0, -1);
      // One of them may have been cut by the clock.
      return exactly(counted(sizes, (size) => size !== 20) <= 1);
    },
  });
  law({
    about: "in turn each gets every n-th",
    of: "collectors n=4 route=robin",
    moved: ["collectors n=5 route=robin", "collectors n=4"],
    p: (pipeline) => {
      const { unit } = run(pipeline, regular(100, 10)).tags[0]!;
      const turns = Array.from({ length: 99 }, (_, i) => (unit[i + 1]! - unit[i]! + 4) % 4);
      return exactly(turns.every((turn) => turn === 1));
    },
  });
});

describe("D7 network", () => {
  const many = sessions(60_000, [0]);
  law({
    about: "delays are base + log-normal(median, sigma)",
    of: "network base=50ms tail=0%",
    moved: [
      "network base=52.5ms tail=0%",
      "network base=50ms tail=0% median=105ms",
      "network base=50ms tail=0% sigma=0.4725",
    ],
    p: (pipeline) => {
      const body = logNormalCdf(100, 0.45);
      return fits(delays(run(pipeline, many)), (x) => body(x - 50));
    },
  });
  law({
    about: "a share of tail is in the tail",
    of: "network median=0s tail=20%",
    moved: ["network median=0s tail=21%"],
    p: (pipeline) => {
      const late = counted(delays(run(pipeline, many)), (delay) => delay > 0);
      return binomial(late, many.count, 0.2);
    },
  });
  law({
    about: "the tail is Pareto(from, alpha)",
    of: "network median=0s tail=60%",
    moved: ["network median=0s tail=60% from=315ms", "network median=0s tail=60% alpha=1.68"],
    p: (pipeline) => {
      const tail = delays(run(pipeline, many)).filter((delay) => delay > 0);
      return fits(tail, paretoCdf(300, 1.6));
    },
  });
  law({
    about: "body and tail add up",
    of: "network tail=30%",
    moved: ["network tail=31.5%"],
    p: (pipeline) => {
      const body = logNormalCdf(100, 0.45);
      // The sum by the midpoints of 400 slices of the tail.
      const slices = Array.from(
        { length: 400 },
        (_, i) => 300 * (1 - (i + 0.5) / 400) ** (-1 / 1.6),
      );
      const cdf = (x: number) => 0.7 * body(x) + 0.3 * mean(slices.map((tail) => body(x - tail)));
      const table = Array.from({ length: 600 }, (_, i) => cdf(i * 10));
      const between = (x: number) => {
        const i = Math.floor(x / 10);
        if (i >= table.length - 1) return cdf(x);
        return table[i]! + (table[i + 1]! - table[i]!) * (x / 10 - i);
      };
      return fits(delays(run(pipeline, sessions(60_000, [0]))), between);
    },
  });
  law({
    about: "a share of stall stalls",
    of: "network median=0s tail=0% stall=20%",
    moved: ["network median=0s tail=0% stall=21%"],
    p: (pipeline) => {
      const late = counted(delays(run(pipeline, many)), (delay) => delay > 0);
      return binomial(late, many.count, 0.2);
    },
  });
  law({
    about: "stalls are uniform",
    of: "network median=0s tail=0% stall=50%",
    moved: [
      "network median=0s tail=0% stall=50% stallmin=10500ms",
      "network median=0s tail=0% stall=50% stallmax=33600ms",
    ],
    p: (pipeline) => {
      const stalls = delays(run(pipeline, many)).filter((delay) => delay > 0);
      return fits(stalls, uniformCdf(10_000, 32_000));
    },
  });
  law({
    about: "a share takes time at all",
    of: "network share=20%",
    moved: ["network share=21%"],
    p: (pipeline) =>
      binomial(
        counted(delays(run(pipeline, many)), (delay) => delay > 0),
        many.count,
        0.2,
      ),
  });
  law({
    about: "one connection keeps order",
    of: "network fifo=on",
    moved: ["network fifo=off"],
    p: (pipeline) => exactly(behind(run(pipeline, sessions(5000, [0, 20]))) === 0),
  });
});

describe("D13 batches", () => {
  const many = sessions(20_000, [0]);
  law({
    about: "waits are uniform in 0 to every",
    of: "batches every=5m",
    moved: ["batches every=315s"],
    p: (pipeline) => fits(delays(run(pipeline, many)), uniformCdf(0, 300_000)),
  });
  law({
    about: "batches leave on the clock",
    of: "batches every=5m phase=20s",
    moved: ["batches every=5m phase=21s"],
    p: (pipeline) =>
      exactly(run(pipeline, many).at.every((at) => (at - 20 * SECOND) % 300_000 === 0)),
  });
  law({
    about: "mixed, (1 − g/every) / 2 are exchanged",
    of: "batches every=5m shuffle=on",
    moved: ["batches every=315s shuffle=on", "batches every=5m"],
    p: (pipeline) => binomial(behind(run(pipeline, sessions(40_000, [0, 240_000]))), 40_000, 0.1),
  });
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

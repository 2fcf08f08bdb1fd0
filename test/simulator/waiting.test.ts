import { describe } from "vitest";
import {
  behind,
  counted,
  delays,
  exchange,
  groups,
  HOUR,
  law,
  lost,
  numbers,
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

describe("D4 offline", () => {
  const single = sessions(20_000, [0]);
  law({
    about: "online, an event waits a time uniform in 0 to flush",
    of: "offline on=10000d flush=30s",
    moved: ["offline on=10000d flush=31.5s"],
    p: (pipeline) => fits(delays(run(pipeline, single)), uniformCdf(0, 30_000)),
  });
  law({
    about: "a stretch g has a time without network with probability 1 − exp(−g/on)",
    of: "offline on=30m off=100d sigma=0 flush=0s accept=none",
    moved: ["offline on=31.5m off=100d sigma=0 flush=0s accept=none"],
    p: (pipeline) => {
      const late = counted(delays(run(pipeline, sessions(40_000, [0, HOUR / 2]))), (d) => d > 0);
      return binomial(late, 40_000, 1 - Math.exp(-1));
    },
  });
  law({
    about: "times without network are log-normal(off, sigma)",
    of: "offline on=0.001ms off=5m sigma=0.5 flush=0s accept=none",
    moved: [
      "offline on=0.001ms off=5.25m sigma=0.5 flush=0s accept=none",
      "offline on=0.001ms off=5m sigma=0.525 flush=0s accept=none",
    ],
    p: (pipeline) => {
      const waits = delays(run(pipeline, sessions(40_000, [0, 100]))).filter((_, i) => i % 2 === 1);
      return fits(
        waits.map((wait) => wait + 100),
        logNormalCdf(300_000, 0.5),
      );
    },
  });
  law({
    about: "so many waiting events are uploaded at once",
    of: "offline on=10000d flush=100d batch=30",
    moved: ["offline on=10000d flush=100d batch=31"],
    p: (pipeline) => {
      const sizes = groups(run(pipeline, regular(3000, 10))).slice(0, -1);
      return exactly(counted(sizes, (size) => size !== 30) <= 1);
    },
  });
  for (const [keep, moved] of [
    ["newest", "oldest"],
    ["oldest", "newest"],
  ] as const)
    law({
      about: `the ${keep} are kept`,
      of: `offline on=1ms off=1d sigma=0 flush=0s cap=20 keep=${keep}`,
      moved: [
        `offline on=1ms off=1d sigma=0 flush=0s cap=21 keep=${keep}`,
        `offline on=1ms off=1d sigma=0 flush=0s cap=20 keep=${moved}`,
      ],
      p: (pipeline) => {
        const { order, live } = run(pipeline, regular(51, SECOND));
        const kept = Array.from(order.subarray(1, live));
        const first = keep === "newest" ? 31 : 1;
        return exactly(kept.length === 20 && kept.every((row, i) => row === first + i));
      },
    });
  law({
    about: "what is too old is refused",
    of: "offline on=1ms off=1d sigma=0 flush=0s accept=12h",
    moved: ["offline on=1ms off=1d sigma=0 flush=0s accept=12.6h"],
    p: (pipeline) => {
      const offsets = Array.from({ length: 24 }, (_, i) => (i + 0.5) * HOUR);
      const gone = lost(run(pipeline, sessions(1, [0, ...offsets, 11.7 * HOUR])));
      // Those of the first twelve half hours wait longer than 12 h, and the last one (12.3 h).
      return exactly(gone === 13);
    },
  });
  law({
    about: "one queue keeps order",
    of: "offline on=1m off=1m sigma=1 live=off",
    moved: ["offline on=1m off=1m sigma=1 live=on"],
    p: (pipeline) =>
      exactly(behind(run(pipeline, sessions(2000, [0, 60_000, 90_000, 120_000]))) === 0),
  });
});

describe("D8 unload", () => {
  const many = sessions(60_000, [0]);
  law({
    about: "a share of loss is lost",
    of: "unload loss=20%",
    moved: ["unload loss=21%"],
    p: (pipeline) => binomial(lost(run(pipeline, many)), many.count, 0.2),
  });
  law({
    about: "the rest is delayed by a log-normal",
    of: "unload loss=0%",
    moved: ["unload loss=0% median=420ms", "unload loss=0% sigma=0.84"],
    p: (pipeline) => fits(delays(run(pipeline, many)), logNormalCdf(400, 0.8)),
  });
  law({
    about: "so many events of a page",
    of: "unload loss=0% last=2",
    moved: ["unload loss=0% last=3"],
    p: (pipeline) => {
      const traffic = run(pipeline, sessions(100, [0, 1000, 2000, 3000, 4000]));
      return exactly(counted(delays(traffic), (delay) => delay > 0) === 200);
    },
  });
  law({
    about: "pages end at pauses: of exponential gaps exp(−pause/mean)",
    of: "unload loss=0% pause=10s",
    moved: ["unload loss=0% pause=10.5s"],
    p: (pipeline) => {
      const next = numbersOf(10_000);
      const offsets: number[] = [0];
      while (offsets.length < 50_001) offsets.push(offsets.at(-1)! + next());
      const traffic = run(pipeline, sessions(1, offsets));
      // The last one of all ends its page in any case.
      const ends = counted(delays(traffic), (delay) => delay > 0) - 1;
      return binomial(ends, 50_000, Math.exp(-1));
    },
  });
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function numbersOf(meanGap: number): () => number {
  const next = numbers();
  return () => -meanGap * Math.log(1 - next());
}

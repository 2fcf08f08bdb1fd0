import { describe } from "vitest";
import {
  behind,
  counted,
  delays,
  groups,
  HOUR,
  law,
  lost,
  numbers,
  regular,
  run,
  SECOND,
  sessions,
} from "./law.ts";
import { binomial, exactly, fits, logNormalCdf, uniformCdf } from "./statistics.ts";

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

function numbersOf(meanGap: number): () => number {
  const next = numbers();
  return () => -meanGap * Math.log(1 - next());
}

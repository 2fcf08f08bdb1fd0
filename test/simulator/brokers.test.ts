import { describe } from "vitest";
import {
  behind,
  counted,
  delays,
  groups,
  law,
  lost,
  regular,
  run,
  SECOND,
  sessions,
} from "./law.ts";
import {
  binomial,
  chiSquare,
  exactly,
  exponentialCdf,
  fits,
  ks,
  poisson,
  uniformCdf,
} from "./statistics.ts";

describe("D2 retry", () => {
  const many = sessions(60_000, [0]);
  law({
    about: "a share of fail is late",
    of: "retry fail=30% retries=60 linger=0s",
    moved: ["retry fail=31.5% retries=60 linger=0s"],
    p: (pipeline) =>
      binomial(
        counted(delays(run(pipeline, many)), (d) => d > 0),
        many.count,
        0.3,
      ),
  });
  law({
    about: "fail^(retries + 1) is lost",
    of: "retry fail=50% retries=2 linger=0s",
    moved: ["retry fail=52.5% retries=2 linger=0s", "retry fail=50% retries=3 linger=0s"],
    p: (pipeline) => binomial(lost(run(pipeline, many)), many.count, 0.125),
  });
  law({
    about: "a pause is uniform in backoff to (1 + jitter) backoff",
    of: "retry fail=30% backoff=200ms jitter=0.5 linger=0s",
    moved: [
      "retry fail=30% backoff=210ms jitter=0.5 linger=0s",
      "retry fail=30% backoff=200ms jitter=0.525 linger=0s",
    ],
    p: (pipeline) => {
      // Two pauses take 400 ms at least.
      const once = delays(run(pipeline, many)).filter((delay) => delay > 0 && delay < 390);
      return fits(once, uniformCdf(200, 300));
    },
  });
  law({
    about: "of two batches closer than a pause fail / (1 + fail) are exchanged",
    of: "retry fail=20% backoff=10s retries=60 linger=0s",
    moved: ["retry fail=21% backoff=10s retries=60 linger=0s"],
    p: (pipeline) =>
      binomial(behind(run(pipeline, sessions(90_000, [0, SECOND]))), 90_000, 0.2 / 1.2),
  });
  law({
    about: "a failed batch is overtaken by inflight − 1 at most",
    of: "retry fail=1% backoff=1h inflight=5 linger=0s",
    moved: [
      "retry fail=1% backoff=1h inflight=4 linger=0s",
      "retry fail=1% backoff=1h inflight=6 linger=0s",
    ],
    p: (pipeline) => {
      const { order, live } = run(pipeline, regular(20_000, 10));
      const place = new Map(Array.from(order.subarray(0, live), (row, i) => [row, i]));
      let most = 0;
      for (const [row, i] of place) {
        let overtakers = 0;
        for (let later = row + 1; later <= row + 20; later++)
          if ((place.get(later) ?? Number.POSITIVE_INFINITY) < i) overtakers++;
        most = Math.max(most, overtakers);
      }
      return exactly(most === 4);
    },
  });
  law({
    about: "a batch takes what comes within linger",
    of: "retry fail=0% linger=20ms",
    moved: ["retry fail=0% linger=21ms"],
    p: (pipeline) => exactly(groups(run(pipeline, regular(2100, 1))).every((size) => size === 21)),
  });
  law({
    about: "idempotence keeps order",
    of: "retry fail=20% idempotent=on",
    moved: ["retry fail=20% idempotent=off"],
    p: (pipeline) => exactly(behind(run(pipeline, regular(2000, 10))) === 0),
  });
});

describe("D3 partitions", () => {
  law({
    about: "each partition takes as much as another",
    of: "partitions n=12 by=event",
    moved: ["partitions n=11 by=event", "partitions n=13 by=event"],
    p: (pipeline) => {
      const counts = new Array<number>(12).fill(0);
      const traffic = run(pipeline, sessions(30_000, [0]));
      if (traffic.partition.some((p) => p > 11)) return 0;
      for (const p of traffic.partition) counts[p]!++;
      return chiSquare(counts, new Array(12).fill(1 / 12));
    },
  });
  law({
    about: "the lag is exponential",
    of: "partitions lag=1s by=event",
    moved: ["partitions lag=1050ms by=event"],
    p: (pipeline) => fits(delays(run(pipeline, sessions(40_000, [0]))), exponentialCdf(1000)),
  });
  law({
    about: "two events of a partition at gap d have one lag with probability 1 − d/every",
    of: "partitions n=1 by=event every=30s",
    moved: ["partitions n=1 by=event every=31.5s"],
    p: (pipeline) => {
      const found = delays(run(pipeline, sessions(40_000, [0, 20_000])));
      const pairs = Array.from({ length: 40_000 }, (_, s) => found[2 * s]! - found[2 * s + 1]!);
      return binomial(
        counted(pairs, (difference) => Math.abs(difference) < 0.01),
        40_000,
        1 / 3,
      );
    },
  });
  law({
    about: "two events at gap g are exchanged with probability (n − 1)/n exp(−g/lag) / 2",
    of: "partitions n=3 by=event lag=1s",
    moved: ["partitions n=4 by=event lag=1s", "partitions n=3 by=event lag=1050ms"],
    p: (pipeline) =>
      binomial(
        behind(run(pipeline, sessions(90_000, [0, 2000]))),
        90_000,
        ((2 / 3) * Math.exp(-2)) / 2,
      ),
  });
  law({
    about: "a consumer's polls exchange (n − 1)/n (1 − g/poll) / 2",
    of: "partitions n=3 by=event lag=0s poll=500ms",
    moved: [
      "partitions n=4 by=event lag=0s poll=500ms",
      "partitions n=3 by=event lag=0s poll=525ms",
    ],
    p: (pipeline) =>
      binomial(behind(run(pipeline, sessions(60_000, [0, 350]))), 60_000, ((2 / 3) * 0.3) / 2),
  });
  law({
    about: "a batch goes to one partition",
    of: "partitions n=4 by=batch batch=100ms",
    moved: ["partitions n=4 by=batch batch=105ms", "partitions n=5 by=batch batch=100ms"],
    p: (pipeline) => {
      const { partition } = run(pipeline, sessions(60_000, [0, 60]));
      const same = Array.from(
        { length: 60_000 },
        (_, s) => partition[2 * s] === partition[2 * s + 1],
      );
      return binomial(counted(same, Boolean), 60_000, 0.4 + 0.6 / 4);
    },
  });
  law({
    about: "by key sessions keep order",
    of: "partitions by=key",
    moved: ["partitions by=event"],
    p: (pipeline) => exactly(behind(run(pipeline, sessions(2000, [0, 100]))) === 0),
  });
});

describe("D9 rewind", () => {
  law({
    about: "rewinds are a Poisson process",
    of: "rewind rate=36000/h commit=100ms",
    moved: ["rewind rate=37800/h commit=100ms"],
    p: (pipeline) => {
      const traffic = run(pipeline, regular(50_000, 20));
      // The last ones may have found nothing to bring back.
      const happened = Math.max(...traffic.tags[0]!.unit.subarray(0, traffic.rows)) + 1;
      return poisson(happened, 10_000);
    },
  });
  law({
    about: "each goes back by a time uniform in 0 to commit",
    of: "rewind rate=180/h commit=50s",
    moved: ["rewind rate=180/h commit=52.5s"],
    p: (pipeline) => {
      const traffic = run(pipeline, regular(240_000, 250));
      const earliest = new Map<number, number>();
      for (let row = 240_000; row < traffic.rows; row++) {
        const rewound = traffic.tags[0]!.unit[row]!;
        const length = traffic.at[row]! - traffic.truth.time[traffic.event[row]!]!;
        earliest.set(rewound, Math.max(earliest.get(rewound) ?? 0, length));
      }
      // The commit lies somewhere in the 250 ms before the first event that came again.
      return ks(
        Array.from(earliest.values(), (length) => length + 125),
        uniformCdf(0, 50_000),
      );
    },
  });
  law({
    about: "the partition stands still for the pause",
    of: "rewind rate=3.6/h commit=300s pause=10s",
    moved: ["rewind rate=3.6/h commit=300s pause=10.5s"],
    p: (pipeline) => {
      const traffic = run(pipeline, regular(300_000, 10_000));
      const shortest = new Map<number, number>();
      for (let row = 300_000; row < traffic.rows; row++) {
        const rewound = traffic.tags[0]!.unit[row]!;
        const wait = traffic.tags[0]!.delay[row]!;
        shortest.set(rewound, Math.min(shortest.get(rewound) ?? Number.POSITIVE_INFINITY, wait));
      }
      // The last event before the crash came at most 10 s before it.
      const waits = [...shortest.values()].filter((wait) => wait < 20_000);
      return fits(waits, uniformCdf(10_000, 20_000));
    },
  });
});

describe("D10 copies", () => {
  const many = sessions(60_000, [0]);
  law({
    about: "an event has k copies with probability (1 − share) share^k",
    of: "copies share=20%",
    moved: ["copies share=21%"],
    p: (pipeline) => {
      const { event, rows } = run(pipeline, many);
      const perEvent = new Uint16Array(many.count);
      for (let row = many.count; row < rows; row++) perEvent[event[row]!]!++;
      const counts = [0, 1, 2, 3].map((k) => counted(Array.from(perEvent), (n) => n === k));
      counts.push(many.count - counts.reduce((a, b) => a + b));
      return chiSquare(counts, [0.8, 0.16, 0.032, 0.0064, 0.0016]);
    },
  });
  law({
    about: "the time until the next is exponential",
    of: "copies share=50% after=2s",
    moved: ["copies share=50% after=2.1s"],
    p: (pipeline) => {
      const traffic = run(pipeline, many);
      const first = delays(traffic).filter((_, row) => traffic.copyNumber[row] === 1);
      return fits(first, exponentialCdf(2000));
    },
  });
  law({
    about: "a share of them has a new id",
    of: "copies share=90% renamed=20%",
    moved: ["copies share=90% renamed=21%"],
    p: (pipeline) => {
      const { renamed, rows } = run(pipeline, sessions(10_000, [0]));
      const made = Array.from(renamed.subarray(10_000, rows));
      return binomial(
        counted(made, (r) => r === 1),
        made.length,
        0.2,
      );
    },
  });
});

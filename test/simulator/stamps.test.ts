import { describe } from "vitest";
import { behind, counted, delays, HOUR, law, lost, regular, run, sessions, shifts } from "./law.ts";
import {
  binomial,
  chiSquare,
  exactly,
  fits,
  logNormalCdf,
  normalCdf,
  uniformCdf,
} from "./statistics.ts";

describe("D5 skew", () => {
  const many = sessions(60_000, [0]);
  law({
    about: "clocks that are kept right are normal(0, sd)",
    of: "skew wild=0% zone=0% sd=50ms",
    moved: ["skew wild=0% zone=0% sd=52.5ms"],
    p: (pipeline) => fits(shifts(run(pipeline, many)), (x) => normalCdf(x / 50)),
  });
  law({
    about: "a share of wild is far off",
    of: "skew wild=20% zone=0% sd=0s",
    moved: ["skew wild=21% zone=0% sd=0s"],
    p: (pipeline) =>
      binomial(
        counted(shifts(run(pipeline, many)), (x) => x !== 0),
        many.count,
        0.2,
      ),
  });
  law({
    about: "far is log-normal",
    of: "skew wild=100% zone=0% far=1d sigma=1.5",
    moved: [
      "skew wild=100% zone=0% far=25.2h sigma=1.5",
      "skew wild=100% zone=0% far=1d sigma=1.575",
    ],
    p: (pipeline) => {
      const sizes = shifts(run(pipeline, many)).map(Math.abs);
      return fits(sizes, logNormalCdf(86_400_000, 1.5));
    },
  });
  law({
    about: "of those a share is ahead",
    of: "skew wild=100% zone=0% ahead=20%",
    moved: ["skew wild=100% zone=0% ahead=21%"],
    p: (pipeline) =>
      binomial(
        counted(shifts(run(pipeline, many)), (x) => x > 0),
        many.count,
        0.2,
      ),
  });
  const more = sessions(120_000, [0]);
  law({
    about: "a share of zone is off by whole hours",
    of: "skew wild=0% zone=20% sd=0s",
    moved: ["skew wild=0% zone=21% sd=0s"],
    p: (pipeline) => {
      const hours = shifts(run(pipeline, more)).map((shift) => shift / HOUR);
      if (hours.some((hour) => Math.abs(hour - Math.round(hour)) > 1e-6)) return 0;
      const counts = Array.from({ length: 25 }, (_, i) =>
        counted(hours, (hour) => Math.round(hour) === i - 12),
      );
      return chiSquare(
        counts,
        counts.map((_, i) => (i === 12 ? 0.8 : 0.2 / 24)),
      );
    },
  });
  law({
    about: "rates are wrong by a share uniform in ±drift",
    of: "skew wild=0% zone=0% sd=0s drift=1000ppm",
    moved: ["skew wild=0% zone=0% sd=0s drift=1050ppm"],
    p: (pipeline) => {
      const after = shifts(run(pipeline, sessions(40_000, [0, HOUR]))).filter(
        (_, i) => i % 2 === 1,
      );
      return fits(after, uniformCdf(-3600, 3600));
    },
  });
  law({
    about: "collectors have clocks of their own",
    of: "collectors n=4 route=robin | skew of=collector wild=0% zone=0%",
    moved: ["collectors n=5 route=robin | skew of=collector wild=0% zone=0%"],
    p: (pipeline) => {
      const found = shifts(run(pipeline, regular(400, 10), 2)).map(Math.round);
      return exactly(
        found.every((shift, i) => shift === found[i % 4]) && new Set(found).size === 4,
      );
    },
  });
});

describe("D6 correction", () => {
  const many = sessions(60_000, [0]);
  law({
    about: "a share of sessions is corrected",
    of: "network | correction share=20%",
    moved: ["network | correction share=21%"],
    p: (pipeline) =>
      binomial(
        counted(shifts(run(pipeline, many)), (x) => x !== 0),
        many.count,
        0.2,
      ),
  });
  law({
    about: "transit is added, and a clock's error is taken off",
    of: "skew | network | correction share=100%",
    moved: [
      "skew | network | correction share=95%",
      "skew | network | correction share=100% quantum=1ms",
    ],
    p: (pipeline) => {
      const traffic = run(pipeline, many);
      const waits = delays(traffic);
      return exactly(shifts(traffic).every((shift, i) => Math.abs(shift - waits[i]!) < 0.01));
    },
  });
  law({
    about: "in whole quanta",
    of: "network | correction share=100% quantum=100ms",
    moved: ["network | correction share=100% quantum=105ms"],
    p: (pipeline) => {
      const traffic = run(pipeline, many);
      const waits = delays(traffic);
      return exactly(
        shifts(traffic).every((shift, i) => shift === -100 * Math.round(-waits[i]! / 100)),
      );
    },
  });
});

describe("D11 truncate", () => {
  law({
    about: "what is lost is uniform in 0 to `to`",
    of: "truncate to=1s",
    moved: ["truncate to=1050ms"],
    p: (pipeline) =>
      fits(
        shifts(run(pipeline, sessions(20_000, [0]))).map((shift) => -shift),
        uniformCdf(0, 1000),
      ),
  });
  law({
    about: "with random ties (1 − g/to) / 2 are exchanged",
    of: "truncate to=1s ties=random",
    moved: ["truncate to=1050ms ties=random", "truncate to=1s"],
    p: (pipeline) => binomial(behind(run(pipeline, sessions(40_000, [0, 750]))), 40_000, 0.125),
  });
  law({
    about: "with ties by type the lower type comes first",
    of: "truncate to=1d ties=type",
    moved: ["truncate to=1d ties=random", "truncate to=1d"],
    p: (pipeline) => {
      // Types count up with the events of a session; across sessions nothing moves.
      const back = sessions(1, [300, 200, 100]);
      const { order } = run(pipeline, back);
      return exactly(Array.from(order.subarray(0, 3), (row) => back.type[row]).join() === "0,1,2");
    },
  });
});

describe("D12 loss", () => {
  const many = sessions(60_000, [0]);
  const more = sessions(120_000, [0]);
  law({
    about: "a share is lost",
    of: "loss share=20%",
    moved: ["loss share=21%"],
    p: (pipeline) => binomial(lost(run(pipeline, many)), many.count, 0.2),
  });
  law({
    about: "a share of sessions is lost whole",
    of: "loss share=0% blocked=20%",
    moved: ["loss share=0% blocked=21%"],
    p: (pipeline) => {
      const traffic = run(pipeline, sessions(60_000, [0, 1000]));
      const gone = lost(traffic);
      return gone % 2 === 1 ? 0 : binomial(gone / 2, 60_000, 0.2);
    },
  });
  law({
    about: "a connection is bad for enter/(enter + leave) of all events",
    of: "loss share=0% enter=20% leave=60%",
    moved: ["loss share=0% enter=21% leave=60%", "loss share=0% enter=20% leave=63%"],
    p: (pipeline) => binomial(lost(run(pipeline, more)), more.count, 0.25),
  });
  law({
    about: "in stretches that leave ends",
    of: "loss share=0% enter=20% leave=60%",
    moved: ["loss share=0% enter=20% leave=63%"],
    p: (pipeline) => {
      const { lostBy } = run(pipeline, regular(200_000, 10));
      let [stay, end] = [0, 0];
      for (let row = 0; row + 1 < 200_000; row++) {
        if (lostBy[row]! < 0) continue;
        if (lostBy[row + 1]! < 0) end++;
        else stay++;
      }
      return binomial(end, stay + end, 0.6);
    },
  });
  law({
    about: "within a bad stretch a share is lost",
    of: "loss share=0% enter=100% leave=1% within=20%",
    moved: ["loss share=0% enter=100% leave=1% within=21%"],
    p: (pipeline) => binomial(lost(run(pipeline, many)), many.count, 0.2 / 1.01),
  });
});

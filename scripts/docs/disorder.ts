import type { Mechanism } from "../../src/simulator/disorder/mechanism.ts";
import { mechanisms } from "../../src/simulator/disorder/mechanisms.ts";
import { presets } from "../../src/simulator/disorder/presets.ts";

/** What can put events out of order, as the mechanisms declare it themselves. */
export function disorderPage(): string {
  return [
    "<!-- Generated from src/simulator/disorder/ by `npm run generate`. -->",
    "",
    "# Disorder",
    "",
    "Events rarely arrive in the order in which they happened. This page says which causes the simulator knows, what it assumes of them, and how the disorder of a recorded log is measured.",
    "",
    "## Pipelines",
    "",
    "Events go through stages, each with one cause of disorder:",
    "",
    "```text",
    "collectors n=8 flush=5s | network tail=1% | loss share=0.1%",
    "```",
    "",
    "A stage is the name of a mechanism and values for some of its parameters; the others have their defaults. Durations have a unit (`250ms`, `5s`, `1h30m`), shares are per cent or fractions, rates are written `0.1/h`. In a file, stages may stand on lines of their own, and `//` begins a comment. The name of a preset stands for its stages. `none` is the pipeline that changes nothing.",
    "",
    "- **The same seed gives the same bytes** on every machine. Each draw is named by seed, stage, session, event and copy (Threefry4x32-20; logarithms are computed by the simulator itself), so changing one stage leaves every draw of the others as it was, and leaving out one event those of all others. Stages are named by mechanism and number (`network#1`), not by place.",
    "- **Order inside one flush is kept**, unless a parameter says otherwise. Events of one instant leave a stage in the order in which they came to it; copies come behind what was there.",
    "- **Every disturbance is tagged**: which stage delayed, copied, lost or stamped an event, by how much, in which collector, partition or batch.",
    "- A session is what draws hang on: a device, a browser, a connection.",
    "",
    "## Presets",
    "",
    ...presets.flatMap(({ name, says, pipeline, sources }) => [
      `### ${name}`,
      "",
      `${says}.`,
      "",
      "```text",
      pipeline,
      "```",
      "",
      ...sources.map((source) => `- ${source}`),
      "",
    ]),
    "## Mechanisms",
    "",
    "The law is what can be computed of a mechanism. The tests hold it to that, and reject the same mechanism with a parameter moved by 5 % or, where it counts, by one.",
    "",
    ...mechanisms.flatMap(section),
    "## The disorder of a log",
    "",
    "`pda disorder LOG` measures a recorded log: within the whole stream, within each partition and within each key. A pattern sees one key at a time, so the last column is the one that counts for it.",
    "",
    "| row | what it says |",
    "|---|---|",
    ...ROWS.map(([row, text]) => `| ${row} | ${text} |`),
    "",
    "Where the log says when events arrived, their delays are told, too, and a `network` stage is fitted to them: body by three quantiles, tail by Hill's estimator. Where only order is known, a share of delayed events is fitted to what is behind. Either way the fitted pipeline is tried on the log's own event times, and what it does stands beside what was recorded. Independent delays are an assumption: real ones come in spells, so the two columns differ.",
    "",
    "A log that was sorted before it was stored says nothing of arrival; a log grouped by key says nothing of the stream.",
    "",
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

function section({ name, models, law, parameters }: Mechanism, place: number): string[] {
  return [
    `### ${name}`,
    "",
    `D${place + 1}. ${models}`,
    "",
    "| parameter | default | what it is | source of the default |",
    "|---|---|---|---|",
    ...Object.entries(parameters).map(
      ([key, parameter]) =>
        `| \`${key}\` | ${parameter.spell(parameter.default)} | ${cell(parameter.says)} | ${cell(parameter.source)} |`,
    ),
    "",
    `**Law.** ${law}`,
    "",
  ];
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

const ROWS = [
  [
    "events behind",
    "events that arrive behind one of a later time; those of one time are in order",
  ],
  ["by at most", "how far behind the greatest time before them: half, 90 %, 99 %, all of them"],
  ["pairs exchanged", "inversions, Kendall's tau distance"],
  ["places apart", "the most places between two of such a pair"],
  ["places moved", "the most places between where an event came and where it belongs (RFC 4737)"],
  ["runs in order", "maximal stretches without a step back"],
  ["ordered sequences", "the fewest into which the events can be dealt out in order"],
  ["to take out for order", "the fewest events without which the rest is in order"],
  [
    "window for 1 in 1,000",
    "the smallest reorder window that leaves at most one event in a thousand late; exactly the window behind is in time",
  ],
  ["share more than … behind", "the K-curve: what each window would leave late"],
] as const;

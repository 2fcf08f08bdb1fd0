import { sayDuration, spellDuration } from "../disorder/wording.ts";
import type { Fit } from "./fit.ts";
import type { Disorder, Scope } from "./measure.ts";
import type { RecordingPlaces } from "./read-recording.ts";
import type { Recording } from "./recording.ts";

/** All that is said of a recorded log. */
export interface DisorderReport {
  readonly logs: readonly string[];
  readonly places: RecordingPlaces;
  /** Places that were not said but found. */
  readonly found: boolean;
  readonly refused: number;
  readonly refusal: string | null;
  readonly limited: boolean;
  readonly recording: Pick<Recording, "keys" | "partitions" | "moved">;
  readonly spanMs: number;
  readonly disorder: Disorder;
  readonly fit: Fit | null;
}

/** For people, at most sixty columns wide where names allow it. */
export function disorderText(report: DisorderReport): string {
  const { disorder, places, recording } = report;
  const scopes = shown(report);
  return [
    ...headLines(report),
    "",
    ...table(scopes),
    "",
    ...curveTable(scopes),
    "",
    ...delayLines(disorder),
    ...worstLines(scopes, places),
    ...adviceLines(scopes, recording.keys.length, isGrouped(report)),
    ...fitLines(report.fit),
    "",
  ].join("\n");
}

/** For programs: numbers only, durations in milliseconds. */
export function disorderJson({ recording, fit, disorder, ...report }: DisorderReport): string {
  const members = {
    ...report,
    keys: recording.keys.length,
    partitions: recording.partitions.length,
    moved: recording.moved,
    ...disorder,
    fit: fit === null ? null : { ...fit, pipeline: fit.text, text: undefined },
  };
  return `${JSON.stringify(members, null, 2)}\n`;
}

const isGrouped = ({ disorder, places }: DisorderReport): boolean =>
  disorder.grouped && places.arrival === null;

/** A single key is the stream. */
const shown = ({ disorder, recording }: DisorderReport): readonly Scope[] =>
  disorder.scopes.filter(({ scope }) => scope !== "key" || recording.keys.length > 1);

function headLines(report: DisorderReport): string[] {
  const { logs, places, found, recording, disorder, spanMs } = report;
  const { refused, refusal, limited } = report;
  const { keys, partitions, moved } = recording;
  const counts = [
    count(disorder.events, "event"),
    ...(keys.length > 1 ? [count(keys.length, "key")] : []),
    ...(partitions.length > 0 ? [count(partitions.length, "partition")] : []),
  ];
  const { key, time, arrival, partition } = places;
  const named = [
    `time ${time}`,
    ...(key === null ? [] : [`key ${key}`]),
    ...(arrival === null ? [] : [`arrival ${arrival}`]),
    ...(partition === null ? [] : [`partition ${partition}`]),
  ];
  return [
    `${logs.join(", ")}: ${counts.join(", ")}, ${sayDuration(spanMs)}`,
    `  ${named.join(", ")}${found ? " (found by name)" : ""}`,
    ...(arrival === null ? ["  the order of arrival is that of the log"] : []),
    ...(moved === 0 ? [] : [`  put in the order of arrival: ${n(moved)} stood behind a later one`]),
    ...(keys.length > 1 ? [] : ["  one key only: what holds for it holds for the stream"]),
    ...(limited ? ["  the log goes on: only its beginning was read"] : []),
    ...(refused === 0
      ? []
      : [`  left out: ${count(refused, "record")}; the first:`, `    ${refusal}`]),
    ...(isGrouped(report) ? ["  grouped by key: the stream says nothing of arrival"] : []),
  ];
}

const LABEL = 24;
const CELL = 12;

const row = (label: string, cells: readonly string[]): string =>
  `${label.padEnd(LABEL)}${cells.map((cell) => cell.padStart(CELL)).join("")}`.trimEnd();

function table(scopes: readonly Scope[]): string[] {
  const line = (label: string, cell: (scope: Scope) => string) => row(label, scopes.map(cell));
  return [
    line("within each", ({ scope }) => scope),
    line("events behind", ({ behind }) => n(behind)),
    line("  of all", ({ behind, events }) => share(behind / events)),
    line("  half of them by", ({ behind, lateness }) => lag(behind, lateness.p50)),
    line("  90 % by at most", ({ behind, lateness }) => lag(behind, lateness.p90)),
    line("  99 % by at most", ({ behind, lateness }) => lag(behind, lateness.p99)),
    line("  all by at most", ({ behind, lateness }) => lag(behind, lateness.max)),
    line("pairs exchanged", ({ inversions }) => n(inversions)),
    line("  places apart, most", ({ distance }) => n(distance)),
    line("  places moved, most", ({ displacement }) => n(displacement)),
    line("runs in order", ({ runs }) => n(runs)),
    line("ordered sequences", ({ interleaved }) => n(interleaved)),
    line("to take out for order", ({ removals }) => n(removals)),
    line("window for 1 in 1,000", ({ windowMs }) => sayDuration(windowMs)),
  ];
}

/** Down to the first window beyond which nothing is. */
function curveTable(scopes: readonly Scope[]): string[] {
  const points = scopes[0]!.curve.map(({ windowMs }, i) => ({
    windowMs,
    shares: scopes.map(({ curve }) => curve[i]!.share),
  }));
  const empty = points.findIndex(({ shares }) => shares.every((each) => each === 0));
  return [
    row(
      "share more than … behind",
      scopes.map(({ scope }) => scope),
    ),
    ...points
      .slice(0, empty < 0 ? points.length : empty + 1)
      .map(({ windowMs, shares }) => row(sayDuration(windowMs).padStart(10), shares.map(share))),
  ];
}

function delayLines({ delays }: Disorder): string[] {
  if (delays === null) return [];
  const { p50, p90, p99, p999, max, negative } = delays;
  const rows = [
    ["half", p50],
    ["90 %", p90],
    ["99 %", p99],
    ["99.9 %", p999],
    ["all", max],
  ] as const;
  return [
    "from event to arrival, at most",
    ...rows.map(([label, ms]) => row(label.padStart(10), [sayDuration(ms)])),
    ...(negative === 0
      ? []
      : [`  ${count(negative, "event")} arrived before they happened: clocks are wrong`]),
    "",
  ];
}

function worstLines(scopes: readonly Scope[], { key, partition }: RecordingPlaces): string[] {
  return scopes.flatMap(({ scope, worst }) => {
    if (scope === "stream" || worst.length === 0) return [];
    const names = scope === "key" ? key : partition;
    return [
      row(`worst by ${names}`, ["behind", "by at most"]),
      ...worst.map(({ name, behind, maxMs }) =>
        row(`  ${cut(name, LABEL - 3)}`, [n(behind), sayDuration(maxMs)]),
      ),
      "",
    ];
  });
}

function adviceLines(scopes: readonly Scope[], keys: number, grouped: boolean): string[] {
  const stream = scopes.find(({ scope }) => scope === "stream")!;
  const within = keys > 1 ? scopes.find(({ scope }) => scope === "key")! : stream;
  if (stream.behind === 0)
    return [
      "No event is behind: the log is in the order of time.",
      "If it was sorted before it was stored, this says nothing",
      "of how its events arrived.",
    ];
  const window = spellDuration(roundedUp(within.windowMs));
  return [
    ...(within.behind === 0
      ? ["No key has an event behind one of its own: a pattern", "needs no `reorder`."]
      : within.windowMs === 0
        ? [
            `Of a key's events ${share(within.behind / within.events)} are behind one of its own: fewer`,
            "than 1 in 1,000 even without a `reorder`.",
          ]
        : [
            `\`reorder within ${window}\` leaves at most 1 in 1,000 events`,
            "behind one of its own key.",
          ]),
    ...(keys > 1 && !grouped && stream.windowMs > within.windowMs
      ? [
          `With a watermark over all keys allow ${spellDuration(roundedUp(stream.windowMs))} of disorder.`,
        ]
      : []),
  ];
}

function fitLines(fit: Fit | null): string[] {
  if (fit === null) return [];
  const { text, from, stream, key } = fit;
  const like = (name: string, { recorded, fitted }: Fit["stream"]) =>
    row(`  behind in each ${name}`, [share(recorded), share(fitted)]);
  return [
    "",
    from === "delays"
      ? "To simulate the like, fitted to the delays:"
      : "To simulate the like, fitted to what is behind:",
    `  --disorder "${text}"`,
    row("", ["recorded", "simulated"]),
    like("stream", stream),
    like("key", key),
  ];
}

/** To about a thousandth, never less. */
function roundedUp(ms: number): number {
  const [, unit] = [
    [10_000, 1],
    [600_000, 1000],
    [36_000_000, 60_000],
  ].find(([below]) => ms < below!) ?? [0, 3_600_000];
  return Math.ceil(ms / unit!) * unit!;
}

const n = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

const count = (value: number, what: string): string =>
  `${n(value)} ${value === 1 ? what : `${what}s`}`;

const lag = (behind: number, ms: number): string => (behind === 0 ? "–" : sayDuration(ms));

/** To two digits that say something: `16.1 %`, `0.073 %`. */
function share(value: number): string {
  const percent = value * 100;
  if (percent === 0) return "0 %";
  if (percent >= 10) return `${percent.toFixed(1)} %`;
  return `${Number(percent.toPrecision(2))} %`;
}

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

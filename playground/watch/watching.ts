import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import { EngineClient } from "../engine/client.ts";
import type { LogSummary, PatternSummary } from "../engine/log-summary.ts";
import type { Progress } from "../engine/meter.ts";
import type { Moment } from "../engine/moment.ts";
import type { Picture } from "../engine/picture.ts";
import type { Compiled, Watching as Watched } from "../engine/questions.ts";
import type { Reading } from "../engine/reading.ts";
import type { SessionQuery } from "../engine/session-list.ts";
import { type Early, NOTHING_EARLY } from "../opening/early-answers.ts";
import type { LogFile, Playground } from "../state.ts";

/** What the thread is doing with the log. */
export type Phase =
  | { readonly is: "empty" }
  /** There is a log, but no pattern that it could go through. */
  | { readonly is: "waiting" }
  | { readonly is: "running"; readonly progress: Progress | null }
  | { readonly is: "done" }
  | { readonly is: "stopped" }
  | { readonly is: "broken"; readonly message: string };

/** All that the watching panes have in common, beside what the page has. */
export interface Watching {
  readonly playground: Playground;
  readonly engine: EngineClient;
  /** Of the last text without errors. */
  readonly compiled: Signal<Compiled | null>;
  /** Errors of the text as it stands; above 0, what is shown is of the text before. */
  readonly stale: Signal<number>;
  readonly reading: Signal<Reading>;
  readonly phase: Signal<Phase>;
  readonly summary: Signal<LogSummary | null>;
  /** The pictures of the patterns that the last run was of. */
  readonly ran: Signal<readonly Picture[]>;
  /** Whether the pattern as it is drawn is the one that was run: else its counts are those of other rules. */
  readonly fits: ReadonlySignal<boolean>;
  /** The log that all this is about. */
  readonly logShown: Signal<Blob | null>;
  /** Counts runs, so that lists know when to ask anew. */
  readonly runs: Signal<number>;
  readonly query: Signal<SessionQuery>;
  readonly listed: Signal<number>;
  readonly session: Signal<Watched | null>;
  readonly moment: Signal<Moment | null>;
  readonly playing: Signal<boolean>;
  /** Steps a second. */
  readonly speed: Signal<number>;
  /** `state found`, `event view`, `output attribution`. */
  readonly breakpoints: Signal<readonly string[]>;
  /** Of the simulation that is going on: how many seeds have been drawn. */
  readonly seeds: Signal<number>;
  /** Whether a run is kept to be compared with. */
  readonly pinned: Signal<boolean>;
  /** The pattern that is watched: the one that was chosen, or the first. */
  readonly pattern: ReadonlySignal<string | null>;
  readonly picture: ReadonlySignal<Picture | null>;
  readonly touched: ReadonlySignal<PatternSummary | null>;
  readonly steps: ReadonlySignal<number>;
}

export const NO_QUERY: SessionQuery = { text: "", outcome: "all", order: "began" };

export function createWatching(playground: Playground, early: Early = NOTHING_EARLY): Watching {
  const phase = signal<Phase>({ is: "empty" });
  const compiled = signal<Compiled | null>(null);
  const summary = signal<LogSummary | null>(null);
  const ran = signal<readonly Picture[]>([]);
  const session = signal<Watched | null>(null);
  const pattern = computed(() => {
    const names = (compiled.value?.pictures ?? []).map((one) => one.pattern);
    const chosen = playground.watched.value.pattern;
    return chosen !== null && names.includes(chosen) ? chosen : (names[0] ?? null);
  });
  const seeds = signal(0);
  const progress = (now: Progress): void => {
    if (phase.peek().is === "running") phase.value = { is: "running", progress: now };
  };
  return {
    ...{ playground, phase, compiled, seeds },
    engine: new EngineClient(
      playground.engine,
      progress,
      (done) => {
        seeds.value = done;
      },
      early,
    ),
    ...{ summary, session, pattern, stale: signal(0), reading: signal<Reading>({}) },
    ...{ logShown: signal<Blob | null>(null), ran },
    fits: computed(() => {
      const of = (pictures: readonly Picture[]) =>
        pictures.find((one) => one.pattern === pattern.value)?.rules;
      return rulesText(of(ran.value)) === rulesText(of(compiled.value?.pictures ?? []));
    }),
    ...{ runs: signal(0), query: signal(NO_QUERY), listed: signal(0) },
    ...{ moment: signal<Moment | null>(null), playing: signal(false), speed: signal(2) },
    ...{ breakpoints: signal<readonly string[]>([]), pinned: signal(false) },
    picture: computed(
      () => compiled.value?.pictures.find((one) => one.pattern === pattern.value) ?? null,
    ),
    touched: computed(
      () => summary.value?.patterns.find((one) => one.pattern === pattern.value) ?? null,
    ),
    steps: computed(() => session.value?.rows.length ?? 0),
  };
}

const rulesText = (rules: Picture["rules"] | undefined): string =>
  (rules ?? []).map(({ id, text, to }) => `${id} ${text} ${to}`).join("\n");

const TYPING_MS = 250;

/** Keeps what is shown in step with text, log and choice; gives back how to stop. */
export function watchAll(watching: Watching): () => void {
  const { playground } = watching;
  let typing: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  const read = signal<Source | null>(null);
  // It is not yet known what the text says.
  const unread = computed(() => playground.source.value !== read.value);
  const isNew = (log: LogFile | null): boolean =>
    log !== null && log.bytes !== watching.logShown.peek();
  // Not each step through it: to watch a long session takes its time.
  const chosen = computed(() => playground.watched.value.session);
  const showMoment = showMoments(watching);
  const stops = [
    effect(() => {
      const source = playground.source.value;
      clearTimeout(typing);
      const compile = async (): Promise<void> => {
        try {
          await compileText(watching, source);
        } finally {
          read.value = source;
        }
      };
      // Nobody has typed the first text, nor one that came with a log.
      if (first || isNew(playground.log.peek())) void compile();
      else typing = setTimeout(() => void compile(), TYPING_MS);
      first = false;
    }),
    effect(() => {
      const [log, reading, compiled] = [
        playground.log.value,
        watching.reading.value,
        watching.compiled.value,
      ];
      if (log === null) forget(watching, { is: "empty" });
      // Log and text came together: the text before has nothing to say of this log.
      else if (isNew(log) && unread.peek()) {
        // Heard only here: what is typed later has no bearing on a log that was read.
        void unread.value;
        forget(watching, { is: "running", progress: null });
      } else if (compiled === null || compiled.pictures.length === 0) {
        forget(watching, { is: "waiting" });
        watching.logShown.value = log.bytes;
      } else void runLog(watching, log, reading);
    }),
    effect(() => {
      const [pattern, query] = [watching.pattern.value, watching.query.value];
      if (watching.runs.value > 0 && pattern !== null) void list(watching, pattern, query);
    }),
    effect(() => {
      const pattern = watching.pattern.value;
      if (watching.runs.value > 0 && pattern !== null) void look(watching, pattern, chosen.value);
    }),
    effect(() => {
      // Heard here; which step is shown is what it is when its turn comes.
      void playground.watched.value;
      if (watching.session.value !== null) void showMoment();
    }),
    effect(() => {
      if (!watching.playing.value) return undefined;
      const timer = setInterval(() => playOn(watching), 1000 / watching.speed.value);
      return () => clearInterval(timer);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function compileText(
  { engine, compiled, stale }: Watching,
  source: { readonly name: string; readonly text: string },
): Promise<void> {
  const found = await engine.ask("compile", source);
  batch(() => {
    stale.value = found.errors;
    if (found.errors === 0) compiled.value = found;
  });
}

/** The picture stays without a log; what a log gave does not. */
function forget(
  { engine, phase, summary, session, moment, listed, logShown, playground }: Watching,
  now: Phase,
): void {
  if (phase.peek().is === "running" && now.is !== "running") void engine.ask("stop");
  batch(() => {
    if (now.is !== "running" || logShown.peek() !== null) playground.said.value = "";
    phase.value = now;
    logShown.value = null;
    [summary.value, session.value, moment.value, listed.value] = [null, null, null, 0];
  });
}

async function runLog(
  watching: Watching,
  log: { readonly name: string; readonly bytes: Blob },
  reading: Reading,
): Promise<void> {
  const { engine, phase, summary, runs, logShown, compiled, ran } = watching;
  const pictures = compiled.peek()?.pictures ?? [];
  // What another log gave would pass for what this one gives; after a change of the text it stays until it is known.
  if (log.bytes !== logShown.peek()) forget(watching, { is: "running", progress: null });
  phase.value = { is: "running", progress: null };
  try {
    const found = await engine.ask("run", { name: log.name, bytes: log.bytes }, reading);
    if (found === null) return;
    batch(() => {
      phase.value = { is: "done" };
      logShown.value = log.bytes;
      ran.value = pictures;
      summary.value = found;
      runs.value = runs.peek() + 1;
    });
  } catch (error) {
    phase.value = { is: "broken", message: String(error) };
  }
}

export function stopRun({ engine, phase }: Watching): void {
  void engine.ask("stop");
  phase.value = { is: "stopped" };
}

async function list(
  { engine, listed, playground }: Watching,
  pattern: string,
  query: SessionQuery,
): Promise<void> {
  const count = await engine.ask("sessions", pattern, query);
  const { session } = playground.watched.peek();
  const [first] = count === 0 ? [] : await engine.ask("sessionLines", 0, 1);
  batch(() => {
    listed.value = count;
    if (session === null && first !== undefined)
      playground.watched.value = { pattern, session: first.name, step: 0 };
  });
}

async function look(
  { engine, session, moment, playground }: Watching,
  pattern: string,
  name: string | null,
): Promise<void> {
  if (name === null) {
    session.value = null;
    return;
  }
  const found = await engine.ask("watch", pattern, name);
  // It is of another log, or of the text before: the first of the list takes its place.
  const [first] = found === null ? await engine.ask("sessionLines", 0, 1) : [];
  if (playground.watched.peek().session !== name) return;
  batch(() => {
    session.value = found;
    if (found !== null) return;
    moment.value = null;
    playground.watched.value = { pattern, session: first?.name ?? null, step: 0 };
  });
}

/**
 * One moment is asked for at a time, and then the one that is wanted by then: a slow thread shows fewer of the steps that
 * are played, and is never behind by more than one.
 */
function showMoments(watching: Watching): () => Promise<void> {
  const { engine, session, playground } = watching;
  let asking = false;
  let again = false;
  return async () => {
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        const of = session.peek();
        const rows = of?.rows.length ?? 0;
        const at = Math.max(0, Math.min(rows, playground.watched.peek().step));
        const found = await engine.ask("moment", at);
        if (found !== null && session.peek() === of) tell(watching, found);
      }
    } finally {
      asking = false;
    }
  };
}

function tell({ moment, playground }: Watching, found: Moment): void {
  // The same moment once more, of a text that was run anew, is no news: it would cover an answer.
  const news = found.sentence !== moment.peek()?.sentence;
  batch(() => {
    moment.value = found;
    if (news) playground.said.value = found.sentence;
  });
}

// ------------------------------------------------------------ going through time

export function goTo({ playground, steps }: Watching, step: number): void {
  const { watched } = playground;
  const to = Math.max(0, Math.min(steps.peek(), step));
  if (to !== watched.peek().step) watched.value = { ...watched.peek(), step: to };
}

export function stepBy(watching: Watching, by: number): void {
  goTo(watching, watching.playground.watched.peek().step + by);
}

/** The next (or last) step that gave a result, or at which a breakpoint holds. */
export function jump(watching: Watching, what: "result" | "break", forth: boolean): void {
  const { session, playground, breakpoints } = watching;
  const rows = session.peek()?.rows ?? [];
  const at = playground.watched.peek().step;
  const fits = (row: (typeof rows)[number]): boolean =>
    what === "result" ? row.outputs.length > 0 : holds(breakpoints.peek(), row);
  const found = forth
    ? rows.find((row) => row.step > at && fits(row))
    : rows.findLast((row) => row.step < at && fits(row));
  if (found !== undefined) goTo(watching, found.step);
  else if (forth && what === "break") goTo(watching, rows.length);
}

export const holds = (breakpoints: readonly string[], row: Watched["rows"][number]): boolean =>
  breakpoints.some(
    (point) =>
      (row.to !== row.from && point === `state ${row.to}`) ||
      (row.name !== null && point === `event ${row.name}`) ||
      row.outputs.some((output) => point === `output ${output}`),
  );

function playOn(watching: Watching): void {
  const { playing, steps, playground, session, breakpoints } = watching;
  stepBy(watching, 1);
  const { step } = playground.watched.peek();
  const row = session.peek()?.rows[step - 1];
  const stops = row !== undefined && holds(breakpoints.peek(), row);
  if (step >= steps.peek() || stops) playing.value = false;
}

export function watchSession({ playground, pattern }: Watching, name: string, step = 0): void {
  playground.watched.value = { pattern: pattern.peek(), session: name, step };
}

export const WatchingContext = createContext<Watching | null>(null);

export function useWatching(): Watching {
  const watching = useContext(WatchingContext);
  if (watching === null) throw new Error("nothing is watched around this component");
  return watching;
}

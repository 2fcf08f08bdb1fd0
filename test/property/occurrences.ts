import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Frame, ReturnAddress, StackCells } from "../../src/machine/configuration.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Counts } from "../../src/machine/output.ts";
import { endOf } from "../../src/machine/visitor/session.ts";
import type { Happening, Passage, Visitor } from "../../src/machine/visitor.ts";
import type { Input } from "../oracle/oracle.ts";
import type { Construct } from "../support/constructs.ts";

/** What happens to a log rather than stands in a program: above all, what rules meet in. */
export const OCCURRENCES = [
  "emits",
  "several sessions",
  // order and clocks
  "late event",
  "late event fires",
  "event behind the watermark",
  "event and due step at one instant",
  "event at its session's last instant",
  "timers at one instant",
  "timer and session end at one instant",
  "due by watermark",
  "undeclared record stepped",
  "exact value beyond doubles",
  // failing (rule 16)
  "step failed",
  "step failed after an action",
  "first step of a session failed",
  "due step failed",
  // stack
  "frame expired under another",
  "stack read through a return address",
  "else taken in a call",
  "frames dropped under a return address",
  "sharing among several frames",
  // timers and lanes
  "group timer kept over a move",
  "state timer armed anew by its own state",
  "idle timer restarted",
  "afterwards of group and pattern together",
  "gap and maximum together",
  "several lanes end together",
  "lane due at another lane's event",
  "event without a lane counts",
] as const;

export type Occurrence = (typeof OCCURRENCES)[number];

export const cells = (stack: StackCells): readonly (Frame | ReturnAddress)[] => {
  const list: (Frame | ReturnAddress)[] = [];
  for (let at = stack; at !== null; at = at.below) list.push(at.cell);
  return list;
};

export const frames = (stack: StackCells): readonly Frame[] =>
  cells(stack).filter((cell): cell is Frame => "kind" in cell);

export function isExpired({ stack }: Automaton, { kind, born }: Frame, now: number): boolean {
  const { expires } = stack.kinds.find(({ name }) => name === kind)!;
  return expires !== null && born + expires < now;
}

/** What occurred in one step. */
export function* occurrencesIn(happening: Happening, automaton: Automaton): Generator<Occurrence> {
  const { stimulus, situation, before, step } = happening;
  const { explanation, configuration, failure } = step;
  const event = stimulus.kind === "event" ? stimulus.event : null;
  if (failure !== null) {
    yield event === null ? "due step failed" : "step failed";
    if (explanation.actions.length > 0) yield "step failed after an action";
    if (event !== null && situation.session.events === 1) yield "first step of a session failed";
    return;
  }
  if (event !== null && event.name === null) yield "undeclared record stepped";
  if (event !== null && event.time < situation.now && step.taken) yield "late event fires";
  const standing = frames(before.stack);
  const expired = (frame: Frame) => isExpired(automaton, frame, situation.now);
  if (standing.some((frame, i) => i > 0 && expired(frame) && !expired(standing[0]!)))
    yield "frame expired under another";
  const entries = cells(before.stack);
  const inCall = entries.some((cell) => "returnTo" in cell);
  if (inCall && "returnTo" in entries[0]! && standing.length > 0 && readsFrames(happening))
    yield "stack read through a return address";
  if (inCall && explanation.tried.at(-1)?.verdict === "depth else") yield "else taken in a call";
  if (inCall && step.framesDropped > 0) yield "frames dropped under a return address";
  for (const { action, stack, outputs } of explanation.actions)
    if (action.do === "forEach" && action.sharing !== null && outputs.length > 0)
      if (frames(stack).filter(({ kind }) => kind === action.kind).length > 1)
        yield "sharing among several frames";
  const ofPattern = new Set(automaton.afterwards.flatMap(({ actions }) => actions));
  if (new Set(explanation.afterwards.map(({ action }) => ofPattern.has(action))).size > 1)
    yield "afterwards of group and pattern together";
  const { max } = automaton.session;
  if (stimulus.kind === "end" && stimulus.endedBy === "gap" && max !== null)
    if (situation.session.start + max === situation.at) yield "gap and maximum together";
  const kept = configuration.timers.filter((timer) => before.timers.includes(timer));
  const owners = new Set(kept.map(({ owner }) => owner));
  if (explanation.from !== explanation.to && automaton.groups.some(({ name }) => owners.has(name)))
    yield "group timer kept over a move";
  const own = (timers: typeof before.timers) =>
    timers.find((timer) => timer.owner === explanation.from);
  const entersItself =
    explanation.tried.at(-1)?.verdict === "fired" && enters(happening, automaton);
  if (entersItself && own(before.timers) !== undefined && own(before.timers) !== own(kept))
    yield "state timer armed anew by its own state";
  if (event !== null && explanation.from === explanation.to && !entersItself)
    if (before.timers.some((timer) => isIdle(automaton, timer) && !kept.includes(timer)))
      yield "idle timer restarted";
}

const readsFrames = ({ step: { explanation } }: Happening): boolean =>
  [...explanation.tried, ...explanation.actions].some(({ values }) =>
    values.some(
      ({ expression, value }) =>
        value !== undefined &&
        "of" in expression &&
        ["top", "nearest"].includes(expression.of.frame),
    ),
  );

/** Whether the rule that fired names the state that it stands for. */
function enters({ stimulus, step }: Happening, automaton: Automaton): boolean {
  const { owner, index } = step.explanation.tried.at(-1)!;
  const holder = [...automaton.states, ...automaton.groups].find(({ name }) => name === owner);
  const rules = stimulus.kind === "event" ? holder?.transitions : holder?.timers;
  return rules?.[index - 1]?.target === step.explanation.from;
}

const isIdle = (
  { states, groups }: Automaton,
  { owner, index }: { readonly owner: string; readonly index: number },
): boolean =>
  [...states, ...groups].find(({ name }) => name === owner)!.timers[index - 1]!.kind === "idle";

/** What occurred between the steps that one input led to. */
export function* occurrencesBetween(
  machine: Machine,
  before: Visitor | null,
  input: Input,
  { happenings, counts }: Passage,
): Generator<Construct | Occurrence> {
  const due = happenings.filter(({ stimulus }) => stimulus.kind !== "event");
  const tie = (one: Happening, other: Happening): boolean =>
    one.situation.at === other.situation.at;
  for (const [i, one] of due.entries()) {
    const next = due[i + 1];
    if (next === undefined || !tie(one, next)) continue;
    if (one.stimulus.kind === "timer" && next.stimulus.kind === "timer")
      yield "timers at one instant";
    if (one.stimulus.kind === "timer" && next.stimulus.kind === "end")
      yield "timer and session end at one instant";
    if (one.stimulus.kind === "end" && next.stimulus.kind === "end" && one.lane !== next.lane)
      yield "several lanes end together";
  }
  if (input.kind === "watermark" && happenings.length > 0) yield "due by watermark";
  if (input.kind !== "event") return;
  const { event } = input;
  if (input.behindWatermark) yield "event behind the watermark";
  if (counts.ignored > 0) yield event.name === null ? "ignore undeclared" : "ignore event";
  if (due.some(({ situation }) => situation.at === event.time))
    yield "event and due step at one instant";
  const stepped = happenings.find(({ stimulus }) => stimulus.kind === "event");
  if (
    due.some(
      ({ lane }) =>
        stepped !== undefined &&
        lane !== stepped.lane &&
        lane.texts.join() !== stepped.lane.texts.join(),
    )
  )
    yield "lane due at another lane's event";
  const sessions = [before?.session, ...(before?.lanes ?? []).map(({ session }) => session)];
  if (sessions.some((one) => one != null && endOf(machine, one).instant === event.time))
    yield "event at its session's last instant";
  if (counts.laneless > 0) yield "event without a lane counts";
}

export function* ofCounts(counts: Counts): Generator<Construct | Occurrence> {
  if (counts.late > 0) yield "late event";
  if (counts.lanesDropped > 0) yield "lanes drop oldest";
  if (counts.lanesRefused > 0) yield "lanes refuse";
  if (counts.sessionsBegun > 1) yield "several sessions";
}

import type { Machine } from "../machine/machine.ts";
import type { Happening } from "../machine/visitor.ts";
import { chainTo, type Result } from "./cause.ts";
import { explanationText, type Telling } from "./edit-words.ts";
import type { Life, Moment } from "./life.ts";
import type { Nearest } from "./nearest.ts";
import type { Explanation } from "./node.ts";
import { stepLines } from "./step-lines.ts";
import type { Answer } from "./why.ts";
import { clockOf, listed, quoted, wantedText } from "./words.ts";

/** Steps shown for one explanation; of more, the last. */
const STEPS_MOST = 14;
const OTHERS_MOST = 3;
/** Of more results only the sentences are told. */
const RESULTS_MOST = 5;

/** An answer for people: a sentence, then the steps that show it. */
export function answerLines(machine: Machine, life: Life, answer: Answer): readonly string[] {
  const { results, more, nearest, sessions } = answer;
  if (sessions.length === 0) return [`${answer.key} has no session`];
  if (results.length + more > RESULTS_MOST)
    return [
      ...results.map((result) => `session ${result.session}: ${resultSentence(result)}`),
      ...(more === 0 ? [] : [`and ${more} ${more === 1 ? "result" : "results"} more`]),
      "",
      "The steps are shown where fewer results are asked for: by an output, --where or --session.",
    ];
  const told = results.map((result) => resultLines(machine, result));
  const [first, ...others] = nearest;
  if (first !== undefined) told.push(nearestLines(machine, life, first));
  const reason = (one: Nearest): string => reasonText(tellingOf(machine, life, one), one);
  // One change may explain two sessions: an event that came between them.
  const rest = others
    .filter((one) => reason(one) !== reason(first!))
    .map((one) => `  - ${nearestSentence(tellingOf(machine, life, one), one)}`);
  if (rest.length > 0) told.push(["Elsewhere:", ...rest]);
  return told.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

// ------------------------------------------------------------ a result that came

export function resultLines(machine: Machine, result: Result): readonly string[] {
  const clock = clockOf(result.chain.map(({ situation }) => situation.at));
  return [
    resultSentence(result),
    "",
    ...chainLines(result.chain, (one) => stepLines(machine, one, clock)),
  ];
}

/** "`attribution` came at 10:00:12 from `purchase`, after `search` (10:00:00) and `view` (10:00:04)." */
export function resultSentence({ output, chain }: Result): string {
  const clock = clockOf(chain.map(({ situation }) => situation.at));
  const last = chain.at(-1)!;
  const before = chain.slice(0, -1).flatMap((one) => {
    const { stimulus, situation } = one;
    const name = stimulus.kind === "event" ? stimulus.event.name : null;
    return name === null ? [] : [`${quoted(name)} (${clock(situation.at)})`];
  });
  const told =
    before.length > 5
      ? [...before.slice(0, 2), `${before.length - 4} more`, ...before.slice(-2)]
      : before;
  const after = told.length === 0 ? "" : `, after ${listed(told)}`;
  return `${quoted(output.output)} came at ${clock(output.time)} ${sourceText(last)}${after}.`;
}

function sourceText({ stimulus }: Happening): string {
  switch (stimulus.kind) {
    case "event":
      return `from ${quoted(stimulus.event.name ?? "undeclared")}`;
    case "timer":
      return `when time had run in ${quoted(stimulus.timer.owner)}`;
    case "end":
      return `at the session's end, by ${stimulus.endedBy}`;
  }
}

function chainLines(
  chain: readonly Happening[],
  lines: (happening: Happening) => readonly string[],
): readonly string[] {
  const shown = chain.slice(-STEPS_MOST);
  const left = chain.length - shown.length;
  return [...(left > 0 ? [`    … ${left} steps before`] : []), ...shown.flatMap(lines)];
}

// ------------------------------------------------------------ a result that did not come

export function tellingOf(machine: Machine, life: Life, nearest: Nearest): Telling {
  const { session, explanations } = nearest;
  const told = explanations.slice(0, 1 + OTHERS_MOST).flatMap(({ path, happening }) => {
    const steps = path.flatMap(({ passage }) => passage.happenings);
    return steps.slice(0, steps.indexOf(happening) + 1);
  });
  const instants = [session.start, session.latest, ...told.map(({ situation }) => situation.at)];
  return { machine, life, clock: clockOf(instants) };
}

export function nearestSentence(telling: Telling, nearest: Nearest): string {
  const { session, wanted } = nearest;
  const { key, sessions } = telling.life;
  const where = sessions.length > 1 ? `, session ${session.number}` : "";
  return `No ${wantedText(wanted)} for ${key}${where}: ${reasonText(telling, nearest)}.`;
}

function reasonText(telling: Telling, nearest: Nearest): string {
  const [first] = nearest.explanations;
  return first === undefined ? farText(telling, nearest) : explanationText(telling, first);
}

/** Where a session stood when no few changes would have given the result. */
function farText({ clock }: Telling, { furthest, exhausted }: Nearest): string {
  const looked = exhausted ? "nothing was found in time" : "no three changes would have given it";
  if (furthest === null || furthest.left === Number.POSITIVE_INFINITY) return looked;
  const steps = `${furthest.left} transition${furthest.left === 1 ? "" : "s"}`;
  const at = `at ${clock(furthest.time)} in ${quoted(furthest.state)}, ${steps} from it`;
  const awaits =
    furthest.awaits.length === 0
      ? ""
      : `, where it waits for ${listed(furthest.awaits.map(quoted), "or")}`;
  return `${looked}; it came nearest ${at}${awaits}`;
}

function nearestLines(machine: Machine, life: Life, nearest: Nearest): readonly string[] {
  const telling = tellingOf(machine, life, nearest);
  const [first, ...others] = nearest.explanations;
  const told = [nearestSentence(telling, nearest)];
  if (first !== undefined) told.push("", heading(first), ...wouldLines(telling, first));
  const less = others.slice(0, OTHERS_MOST).map((one) => `  - ${explanationText(telling, one)}`);
  if (less.length > 0) told.push("", "Or, less likely:", ...less);
  return told;
}

function heading({ edits }: Explanation): string {
  const kinds = new Set(edits.map(({ kind }) => kind));
  const marks = kinds.has("missing")
    ? kinds.size > 1
      ? "+ added, * changed"
      : "+ added"
    : "* changed";
  const shown = kinds.size === 1 && kinds.has("extra") ? "" : ` (${marks})`;
  const letPass = edits.some((edit) => edit.kind === "test" && edit.fields === null);
  return letPass ? "Had it been let through (*):" : `So it would have come${shown}:`;
}

/** The edited life: the steps that lead to the result, those changed marked with their kind. */
function wouldLines({ machine, clock }: Telling, explanation: Explanation): readonly string[] {
  const moments: Moment[] = [];
  const marks = new Map<Happening, string>();
  for (const { input, edit, passage } of explanation.path)
    for (const happening of passage.happenings) {
      moments.push({ happening, input: input ?? -1, session: 0 });
      if (edit !== null) marks.set(happening, edit.kind === "missing" ? "+" : "*");
    }
  const last = moments.findIndex(({ happening }) => happening === explanation.happening);
  const chain = chainTo(machine, moments, last, explanation.output);
  const shown = moments
    .slice(0, last + 1)
    .map(({ happening }) => happening)
    .filter((happening) => chain.includes(happening) || marks.has(happening));
  return chainLines(shown, (one) => stepLines(machine, one, clock, marks.get(one) ?? " "));
}

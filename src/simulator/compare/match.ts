import {
  contentOf,
  eventOf,
  fieldDifferences,
  headMarks,
  idOf,
  isEnd,
  revisionOf,
} from "./line.ts";
import type { Judgement, Mark, Verdict } from "./verdict.ts";

/**
 * Which true session an event belongs to, by its E as it stands in ids. An end's identity names the first event
 * of its session, which is another one if the first two are exchanged; where it is known that both are of one
 * session, the ends are the same end.
 */
export type SessionOf = (event: string) => number | undefined;

interface Emission {
  readonly index: number;
  readonly rev: number;
  readonly again: boolean;
}

/** One identity in both runs. */
class Met {
  readonly truth: number[] = [];
  /** What the disturbed run put out and has not taken back. */
  living: Emission[] = [];
  /** Something of this identity has been taken back. */
  withdrawn = false;
}

/**
 * Matches the outputs of two runs over the same events, of one key or of many, by identity: pattern, key and lane,
 * trigger, output and occurrence in its step. The session is not in it, so that an output that a late event
 * brought in the next session is found again. Lines of the disturbed run may be revisions (rule 36).
 */
export function match(
  truth: readonly string[],
  observed: readonly string[],
  sessionOf: SessionOf = () => undefined,
): Judgement[] {
  const judgements: Judgement[] = [];
  const judge = (
    verdict: Verdict,
    of: number,
    by: number,
    marks: readonly Mark[] = [],
    fields: Judgement["fields"] = [],
  ): void => {
    judgements.push({ verdict, truth: of, observed: by, fields, marks });
  };
  const pair = (of: number, { index, again }: Emission): void => {
    const [was, is] = [truth[of]!, observed[index]!];
    const marks: Mark[] = again ? ["flickering"] : [];
    if (was !== is) marks.push(...headMarks(was, is));
    const same = contentOf(was) === contentOf(is);
    if (same) judge("exact", of, index, marks);
    else judge("changed", of, index, marks, fieldDifferences(was, is));
  };

  const met = new Map<string, Met>();
  const meet = (id: string): Met => {
    let found = met.get(id);
    if (found === undefined) {
      found = new Met();
      met.set(id, found);
    }
    return found;
  };
  truth.forEach((line, index) => {
    meet(idOf(line)).truth.push(index);
  });
  observed.forEach((line, index) => {
    const one = meet(idOf(line));
    for (const gone of live(one, line, index)) judge("retracted", -1, gone);
  });

  const missing: number[] = [];
  const spurious: Emission[] = [];
  for (const one of met.values()) {
    const { pairs, left, over } = pairsOf(one, truth, observed);
    for (const [of, emission] of pairs) pair(of, emission);
    missing.push(...left);
    // Of an identity that the ordered run does not have, only the first is spurious in itself.
    if (one.truth.length === 0) spurious.push(...over.splice(0, 1));
    for (const { index, again } of over) judge("duplicate", -1, index, again ? ["flickering"] : []);
  }
  const taken = sameEnds(missing, spurious, truth, observed, sessionOf);
  for (const of of missing) {
    const emission = taken.get(of);
    if (emission === undefined) judge("false negative", of, -1);
    else pair(of, emission);
  }
  const paired = new Set(taken.values());
  for (const emission of spurious)
    if (!paired.has(emission))
      judge("false positive", -1, emission.index, emission.again ? ["flickering"] : []);
  return judgements;
}

/** Takes a line of the disturbed run in; what it takes back or replaces. */
function live(one: Met, line: string, index: number): number[] {
  const revision = revisionOf(line);
  if (revision === null) {
    one.living.push({ index, rev: 0, again: false });
    return [];
  }
  const { rev, retracted } = revision;
  const old = one.living.findIndex((each) => each.rev === (retracted ? rev : rev - 1));
  const gone = old < 0 ? [] : one.living.splice(old, 1);
  if (retracted) one.withdrawn = true;
  else {
    const again = gone[0]?.again ?? one.withdrawn;
    one.living.push({ index, rev, again });
  }
  return gone.map((each) => each.index);
}

/** Ids come twice only where events' ids do; then what is equal belongs together, the rest in order. */
function pairsOf(
  { truth: indices, living }: Met,
  truth: readonly string[],
  observed: readonly string[],
): { pairs: [number, Emission][]; left: number[]; over: Emission[] } {
  const over = [...living];
  if (indices.length === 1 && over.length === 1)
    return { pairs: [[indices[0]!, over[0]!]], left: [], over: [] };
  const pairs: [number, Emission][] = [];
  let left = indices.filter((of) => {
    const equal = over.findIndex(
      ({ index }) => contentOf(truth[of]!) === contentOf(observed[index]!),
    );
    if (equal >= 0) pairs.push([of, over.splice(equal, 1)[0]!]);
    return equal < 0;
  });
  left = left.filter((of) => {
    const next = over.shift();
    if (next !== undefined) pairs.push([of, next]);
    return next === undefined;
  });
  return { pairs, left, over };
}

/** Ends of one true session that each run dates from another of its events. */
function sameEnds(
  missing: readonly number[],
  spurious: readonly Emission[],
  truth: readonly string[],
  observed: readonly string[],
  sessionOf: SessionOf,
): Map<number, Emission> {
  const byEnd = new Map<string, Emission[]>();
  for (const emission of spurious) {
    const end = endKey(idOf(observed[emission.index]!), sessionOf);
    if (end === null) continue;
    const waiting = byEnd.get(end);
    if (waiting === undefined) byEnd.set(end, [emission]);
    else waiting.push(emission);
  }
  const taken = new Map<number, Emission>();
  if (byEnd.size === 0) return taken;
  for (const of of missing) {
    const end = endKey(idOf(truth[of]!), sessionOf);
    const emission = end === null ? undefined : byEnd.get(end)?.shift();
    if (emission !== undefined) taken.set(of, emission);
  }
  return taken;
}

/** An end's id with the true session for the event that the session began with. */
function endKey(id: string, sessionOf: SessionOf): string | null {
  if (!isEnd(id)) return null;
  const session = sessionOf(eventOf(id));
  if (session === undefined) return null;
  const [pattern, key, trigger, ...rest] = id.split("/");
  return [pattern, key, session, trigger!.slice(trigger!.indexOf("~")), ...rest].join("/");
}

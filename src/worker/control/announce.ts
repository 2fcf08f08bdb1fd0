import type { Automaton } from "../../automaton/automaton.ts";
import { fingerprint } from "../../automaton/fingerprint.ts";
import type { Policy } from "../../plan/finding.ts";
import type { Names } from "../../plan/names.ts";
import type { Meta } from "../task/meta.ts";
import type { Clock, TopicSpec, Transport } from "../transport.ts";
import type { Announced } from "./announced.ts";
import {
  automatonMessage,
  type Change,
  changeMessage,
  type PatternChange,
  type Patterns,
  patternsText,
  renamedOf,
  samePatterns,
} from "./change.ts";
import { tails } from "./tail.ts";
import { ControlWatch } from "./watch.ts";

/** One pattern of what is to be announced; null: it is new, or it goes. */
export interface Step {
  readonly from: Automaton | null;
  readonly to: Automaton | null;
  readonly policy: Policy;
  readonly names: Names;
}

export interface Announcing {
  readonly app: string;
  readonly changelog: string;
  /** Created where it is not there yet. */
  readonly control: TopicSpec;
  readonly transactionTimeoutMs: number;
}

export type Announcement =
  | { readonly kind: "announced"; readonly change: Change; readonly tasks: number }
  /** It is what was announced last. */
  | { readonly kind: "already"; readonly change: Change }
  | { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/**
 * Writes the next change to the control topic, with its automata, in one transaction. All that could forbid it
 * is asked before, when nobody else can announce any more.
 */
export async function announce(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  steps: readonly Step[],
  { app, changelog, control, transactionTimeoutMs }: Announcing,
): Promise<Announcement> {
  const { admin } = transport;
  const partitions = (await admin.partitions([changelog])).get(changelog);
  if (partitions === undefined)
    return refused(
      `there is no topic ${changelog}: has the worker ever run?`,
      "its changelog is named by --changelog or --app",
    );
  const producer = await transport.openTask({
    transactionalId: `${app}-control`,
    transactionTimeoutMs,
  });
  try {
    const watch = new ControlWatch(transport, clock, control.topic);
    await watch.refresh();
    const metas = await tails(transport, changelog, partitions);
    const next = nextChange(steps, watch.announced, metas, clock.nowMs());
    if (next.kind !== "announced") return next;
    await admin.createTopics([control]);
    producer.begin();
    const to = { topic: control.topic, partition: 0 };
    for (const automaton of steps.flatMap(automataOf))
      await producer.send(to, [automatonMessage(automaton)]);
    await producer.send(to, [changeMessage(next.change)]);
    await producer.commit();
    return { ...next, tasks: partitions };
  } finally {
    await producer.close();
  }
}

const automataOf = ({ from, to }: Step): readonly Automaton[] =>
  [from, to].filter((automaton) => automaton !== null);

/** What comes after all that is announced; nothing is touched. */
function nextChange(
  steps: readonly Step[],
  announced: Announced,
  metas: readonly (Meta | null)[],
  announcedMs: number,
): Announcement {
  const { latest } = announced;
  const begun = metas.filter((meta) => meta !== null);
  const current = latest?.after ?? begun[0]?.patterns;
  if (current === undefined)
    return refused(
      "no task of this application has ever begun, so there are no sessions that could be open",
      "start the workers with the new pattern",
    );
  const odd = begun.find(({ patterns }) => !samePatterns(patterns, current));
  if (latest === null && odd !== undefined)
    return refused(
      `the tasks run different patterns: ${patternsText(current)} and ${patternsText(odd.patterns)}`,
      "let all tasks begin with the same pattern first: `pda state reset` with its file",
    );
  const changes = steps.map(changeOf);
  if (latest !== null && samePatterns(replaced(current, changes), current))
    return { kind: "already", change: latest };
  if (!changes.every((change) => goesOnFrom(current, change))) {
    const olds = changes.flatMap(({ pattern, from }) =>
      from === null ? [] : [[pattern, from] as const],
    );
    return refused(
      `${latest === null ? "what runs" : "what was announced last"} is ${patternsText(current)}, the old file has ${patternsText(olds)}`,
      "name the file of what runs as the old one; `GET /plan` of a worker tells what that is",
    );
  }
  const after = replaced(current, changes);
  if (samePatterns(after, current))
    return refused("the two files are the same to a worker", "there is nothing to be changed");
  const number = (latest?.number ?? 0) + 1;
  const patterns = changes.filter(({ from, to }) => from !== to);
  const change = { number, announcedMs, before: current, after, patterns };
  return { kind: "announced", change, tasks: metas.length };
}

function changeOf({ from, to, policy, names }: Step): PatternChange {
  return {
    pattern: (to ?? from)!.pattern,
    from: from === null ? null : fingerprint(from),
    to: to === null ? null : fingerprint(to),
    policy,
    renamed: renamedOf(names),
  };
}

function goesOnFrom(current: Patterns, { pattern, from }: PatternChange): boolean {
  const running = current.find(([name]) => name === pattern);
  return from === null ? running === undefined : running?.[1] === from;
}

function replaced(current: Patterns, changes: readonly PatternChange[]): Patterns {
  const kept = current.flatMap(([name, of]) => {
    const change = changes.find(({ pattern }) => pattern === name);
    if (change === undefined) return [[name, of] as const];
    return change.to === null ? [] : [[name, change.to] as const];
  });
  const added = changes.flatMap(({ pattern, to }) =>
    to === null || current.some(([name]) => name === pattern) ? [] : [[pattern, to] as const],
  );
  return [...kept, ...added];
}

const refused = (why: string, remedy: string): Announcement => ({ kind: "refused", why, remedy });

import { load } from "../../machine/machine.ts";
import { migration } from "../../plan/migrate.ts";
import type { Plan } from "../../plan/plan.ts";
import { metaKey, stateKey } from "../task/changelog-keys.ts";
import { encodeMeta, type Meta } from "../task/meta.ts";
import type { Clock, Message, Partition, Transport } from "../transport.ts";
import { overwrite, type ResetOptions } from "./reset.ts";
import { StateBytes } from "./state-bytes.ts";
import { type Surveyed, survey } from "./survey.ts";

/** What a change of patterns writes to one task's changelog, in one transaction; nothing is read anew. */
export interface TaskChange {
  readonly keys: number;
  readonly messages: readonly Message[];
}

/**
 * Every open key in the new pattern, and the task's own record of which patterns it is in now: the position
 * stays. Plans say `keep` or `map`, one for each pattern of the task. Fails as `StateRefused` where a state
 * cannot be read: then nothing may be written.
 */
export function changeOf({ meta, states }: Surveyed, plans: readonly Plan[]): TaskChange | null {
  if (meta?.kind !== "read") return null;
  const carriers = new Map(plans.map((plan) => [plan.from.pattern, carrier(plan)]));
  // Said again, what is done already is left alone.
  const pending = new Set(
    plans
      .filter(({ from, to }) => {
        const [, known] = meta.meta.patterns.find(([name]) => name === from.pattern) ?? [];
        return known !== load(to).version;
      })
      .map(({ from }) => from.pattern),
  );
  const messages = states.flatMap(({ pattern, key, bytes }): Message[] => {
    const carry = carriers.get(pattern);
    if (carry === undefined || !pending.has(pattern)) return [];
    return [message(stateKey(pattern, key), carry(key, bytes))];
  });
  const patterns = meta.meta.patterns.map((known): readonly [string, string] => {
    const plan = plans.find(({ from }) => from.pattern === known[0]);
    return plan === undefined ? known : [known[0], load(plan.to).version];
  });
  const fresh: Meta = { ...meta.meta, patterns, chunk: meta.meta.chunk + 1 };
  return { keys: messages.length, messages: [...messages, message(metaKey(), encodeMeta(fresh))] };
}

const message = (key: Uint8Array, value: Uint8Array): Message => ({
  ...{ key, value, headers: [], timestampMs: 0 },
});

function carrier(plan: Plan): (key: string, bytes: Uint8Array) => Uint8Array {
  const [before, after] = [new StateBytes(load(plan.from)), new StateBytes(load(plan.to))];
  const migrate = migration(plan);
  return (key, bytes) => after.encode(migrate(before.decode(key, bytes)));
}

const UNDECIDED_MS = 20;

/**
 * Carries one task's open keys over, exactly once: the task is taken over first, so that a worker that still
 * had it can commit nothing more, and everything is written in one transaction. How many keys; null: the task
 * has never begun.
 */
export async function change(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  of: Partition,
  plans: readonly Plan[],
  options: Pick<ResetOptions, "app" | "changelog" | "transactionTimeoutMs">,
): Promise<number | null> {
  let keys: number | null = null;
  await overwrite(transport, of.partition, options, async () => {
    // What the former owner was just committing is decided, but its markers may still be on their way.
    const { admin } = transport;
    const end = await admin.offset(of, "latest", "uncommitted");
    while ((await admin.offset(of, "latest", "committed")) < end) await clock.sleep(UNDECIDED_MS);
    const changed = changeOf(await survey(transport, of), plans);
    keys = changed?.keys ?? null;
    return { messages: changed?.messages ?? [], positions: [] };
  });
  return keys;
}

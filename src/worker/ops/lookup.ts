import type { KeyState } from "../../stream/key-state.ts";
import type { LastEvent } from "../task/last-events.ts";
import type { Worker } from "../view.ts";
import { type Answer, FORWARDED, json } from "./server.ts";

const PATIENCE_MS = 3_000;

export interface LookUp {
  readonly worker: Worker;
  /** Our own address, as the others know it. */
  readonly address: string;
  readonly token: string | null;
  /** What is kept of a key of one pattern, for people. */
  readonly describe: (state: KeyState) => unknown;
  readonly fetch: typeof fetch;
}

interface Found {
  readonly key: string;
  readonly task: number;
  readonly worker: string;
  readonly sessions: readonly {
    readonly pattern: string;
    /** The change since which its open sessions end on the automaton on which they began. */
    readonly drainedSince?: number;
    readonly state: unknown;
    readonly last?: readonly LastEvent[];
  }[];
}

/**
 * What is committed of a key. Which partition a key is in was decided by who wrote it, so all tasks
 * are asked: ours, then, unless one of them asked us, the other workers.
 */
export async function lookUp(key: string, forwarded: boolean, from: LookUp): Promise<Answer> {
  const own = await here(key, from);
  if (own !== null) return json(200, own);
  const silent: string[] = [];
  if (!forwarded) {
    const others = [...new Set(from.worker.owners().values())].filter(
      (address) => address !== "" && address !== from.address,
    );
    const answers = await Promise.all(others.map((address) => ask(key, address, from)));
    for (const [at, answer] of answers.entries()) {
      if (answer === "silent") silent.push(others[at]!);
      else if (answer !== null) return json(200, answer);
    }
  }
  const resting = from.worker.tasks().filter(({ phase }) => phase !== "reading");
  const unsure = resting.some(({ phase }) => phase === "restoring" || phase === "opening");
  const missing = forwarded ? [] : unowned(from.worker);
  if (silent.length > 0 || unsure || missing.length > 0) {
    return json(503, {
      key,
      error: "not every task could be asked",
      ...(silent.length > 0 ? { silent } : {}),
      ...(missing.length > 0 ? { withoutOwner: missing } : {}),
    });
  }
  return json(404, { key, error: "nothing is open under this key" });
}

/** Tasks that nobody has, between the least and the greatest that somebody has. */
function unowned(worker: Worker): number[] {
  const owned = worker.owners();
  const greatest = Math.max(-1, ...owned.keys());
  return Array.from({ length: greatest + 1 }, (_, task) => task).filter((task) => !owned.has(task));
}

async function here(key: string, { worker, address, describe }: LookUp) {
  for (const task of worker.tasks()) {
    if (task.stop !== null) continue;
    const looked = await task.look(key);
    if (looked === null || looked.states.every((state) => state === null)) continue;
    const sessions = looked.states.flatMap((state, at) => {
      if (state === null) return [];
      const last = looked.last === null ? {} : { last: looked.last[at]! };
      const { name, drainedSince, decode } = looked.patterns[at]!;
      const drains = drainedSince === undefined ? {} : { drainedSince };
      return [{ pattern: name, ...drains, state: describe(decode(key, state)), ...last }];
    });
    return { key, task: task.task, worker: address, sessions } satisfies Found;
  }
  return null;
}

async function ask(key: string, address: string, from: LookUp): Promise<unknown | null | "silent"> {
  try {
    const answer = await from.fetch(`http://${address}/sessions/${encodeURIComponent(key)}`, {
      headers: {
        [FORWARDED]: "1",
        ...(from.token === null ? {} : { authorization: `Bearer ${from.token}` }),
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404) return null;
    return answer.ok ? await answer.json() : "silent";
  } catch {
    return "silent";
  }
}

import type { Machine } from "../machine/machine.ts";
import type { CanaryPlan } from "../worker/canary/runs.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import type { WorkerNews } from "../worker/news.ts";
import type { WorkerOptions, WorkerParts } from "../worker/options.ts";
import { deadWriter } from "../worker/records/dead-messages.ts";
import { routedTopics } from "../worker/records/routes.ts";
import type { Edge } from "../worker/transport.ts";
import { usageFailure } from "./exit.ts";
import { type EquipSurroundings, equipping } from "./worker-equip.ts";

export function workerOptions(values: Configuration, address: string): WorkerOptions {
  return {
    app: applicationOf(values),
    inputs: values.input ?? [],
    changelog: topicOf(values, "changelog"),
    control: topicOf(values, "control"),
    deadLetters: topicOf(values, "dead letters"),
    from: edgeOf(values.from) ?? (values.fill === undefined ? null : "earliest"),
    disorderMs: values.watermark,
    aheadMs: values.ahead ?? null,
    idleMs: values.idle ?? null,
    rekey: values.rekey,
    maxSessions: values["max-sessions"] ?? null,
    keepLast: values["keep-last"] ?? 0,
    chunk: {
      records: values["chunk.records"],
      ms: values["chunk.time"],
      bytes: values["chunk.size"],
    },
    timeouts: {
      transactionMs: values["transaction-timeout"],
      sessionMs: values["session-timeout"],
      rebalanceMs: values["rebalance-timeout"],
      heartbeatMs: values.heartbeat,
      fetchMs: values["fetch.wait"],
    },
    address,
  };
}

/** A date alone is midnight in UTC, as everywhere in Pushdown. */
export function edgeOf(from: string | undefined): Edge | null {
  if (from === undefined) return null;
  if (from === "earliest" || from === "latest") return from;
  return { timestampMs: Date.parse(from.length === 10 ? `${from}T00:00:00Z` : withZone(from)) };
}

const withZone = (written: string): string =>
  /(Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written}Z`;

export interface WorkerSurroundings extends EquipSurroundings {
  readonly news: WorkerNews;
  /** null: none are sent. */
  readonly canary?: CanaryPlan | null;
}

export function workerParts(
  values: Configuration,
  machines: readonly Machine[],
  around: WorkerSurroundings,
): WorkerParts {
  const { transport, clock, news, canary = null } = around;
  const equip = equipping(values, around);
  const equipped = equip(machines, []);
  if (equipped.kind === "cannot") throw usageFailure(equipped.why);
  return {
    ...equipped.program,
    ...{ transport, clock, news, equip },
    outputTopics: [
      ...routedTopics(values.output ?? {}),
      ...(canary === null ? [] : [canary.topic]),
    ],
    ...(canary === null ? {} : { canary }),
    dead: deadWriter({ application: applicationOf(values) }),
  };
}

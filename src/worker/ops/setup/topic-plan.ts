import type { Configuration } from "../../config/settings.ts";
import { type OwnTopic, ownTopics, type TopicRole } from "../../config/topics.ts";
import type { TopicSpec } from "../../transport.ts";

const HOUR_MS = 3_600_000;
const FOREVER = "-1";

/**
 * Records that carry event time are deleted by it: an output of an event of last year would go at
 * once. Whoever wants such a topic to end bounds it by size (`retention.bytes`).
 */
const EVENT_TIME = { "retention.ms": FOREVER };

/** Only the last record of each key is needed; a deleted key is told for a day to those who read late. */
const COMPACTED = {
  "cleanup.policy": "compact",
  "min.cleanable.dirty.ratio": "0.2",
  "delete.retention.ms": String(24 * HOUR_MS),
  "segment.ms": String(6 * HOUR_MS),
  "segment.bytes": String(64 * 1024 * 1024),
};

const SETTINGS: Readonly<Record<TopicRole, Readonly<Record<string, string>>>> = {
  output: EVENT_TIME,
  "dead letters": EVENT_TIME,
  changelog: COMPACTED,
  control: COMPACTED,
  rekeyed: EVENT_TIME,
  canary: EVENT_TIME,
};

/** A topic of one partition has what all tasks must see. */
const SINGLE: ReadonlySet<TopicRole> = new Set(["control"]);

/** Read by the worker, too. */
export const READ_BACK: ReadonlySet<TopicRole> = new Set(["changelog", "control", "rekeyed"]);

export interface PlannedTopic extends OwnTopic {
  readonly spec: TopicSpec;
}

/** The topics that the worker writes, as they must be: co-partitioned with the input. */
export function plannedTopics(values: Configuration, partitions: number): PlannedTopic[] {
  const { replication } = values;
  // A copy that lags must not be the only one that has a committed transaction.
  const durable = replication !== undefined && replication >= 3;
  return ownTopics(values).map((own) => ({
    ...own,
    spec: {
      topic: own.topic,
      partitions: SINGLE.has(own.role) ? 1 : partitions,
      ...(replication === undefined ? {} : { replication }),
      config: { ...SETTINGS[own.role], ...(durable ? { "min.insync.replicas": "2" } : {}) },
    },
  }));
}

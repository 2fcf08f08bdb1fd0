import type { Configuration, Key } from "./settings.ts";

/** What a topic of ours is for, which decides how it must be set. */
export type TopicRole = "output" | "dead letters" | "changelog" | "control" | "rekeyed" | "canary";

export interface OwnTopic {
  readonly topic: string;
  readonly role: TopicRole;
  /** Where its name can be said. */
  readonly key: Key;
}

/** The name of everything that belongs together: of the first pattern's file, unless said. */
export function applicationOf({ app, patterns }: Configuration): string {
  if (app !== undefined) return app;
  const file = patterns?.[0]?.split(/[\\/]/).at(-1) ?? "pushdown";
  return file.replace(/\.pda$/, "").replaceAll(/[^a-zA-Z0-9._-]/g, "-") || "pushdown";
}

/** Every topic that the worker writes. */
export function ownTopics(values: Configuration): OwnTopic[] {
  const application = applicationOf(values);
  const outputs = [...new Set(Object.values(values.output ?? {}))];
  return [
    ...outputs.map((topic) => ({ topic, role: "output", key: "output" }) as const),
    {
      topic: values["dead-letters"] ?? `${application}.dead-letters`,
      role: "dead letters",
      key: "dead-letters",
    },
    {
      topic: values.changelog ?? `${application}.changelog`,
      role: "changelog",
      key: "changelog",
    },
    { topic: values.control ?? `${application}.control`, role: "control", key: "control" },
    ...(values.rekey
      ? [
          { topic: rekeyedTopic(application), role: "rekeyed", key: "app" } as const,
          { topic: rekeyedChangelog(application), role: "changelog", key: "app" } as const,
        ]
      : []),
    ...(values.canary === undefined ? [] : [canaryTopic(values)]),
  ];
}

const canaryTopic = (values: Configuration): OwnTopic => ({
  topic: values["canary-topic"] ?? `${applicationOf(values)}.canary`,
  role: "canary",
  key: "canary-topic",
});

/** Names the group and the transactional ids of the stage before the patterns. */
export const rekeyApplication = (application: string): string => `${application}-rekey`;

export const rekeyedTopic = (application: string): string => `${application}.rekeyed`;

/** Where the stage before the patterns keeps its positions; as many partitions as the inputs. */
export const rekeyedChangelog = (application: string): string =>
  `${rekeyedTopic(application)}.changelog`;

export const topicOf = (values: Configuration, role: TopicRole): string =>
  ownTopics(values).find((one) => one.role === role)!.topic;

/** The groups that the worker is a member of. */
export function groupsOf(values: Configuration): readonly string[] {
  const application = applicationOf(values);
  return values.rekey ? [application, rekeyApplication(application)] : [application];
}

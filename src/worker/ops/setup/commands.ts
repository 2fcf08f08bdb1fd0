import type { Configuration } from "../../config/settings.ts";
import { applicationOf, groupsOf } from "../../config/topics.ts";
import type { TopicSpec } from "../../transport.ts";
import { type PlannedTopic, READ_BACK } from "./topic-plan.ts";

/** A line of a shell script; what has other letters than these is quoted. */
const word = (text: string): string =>
  /^[\w.,:=/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const line = (...words: readonly string[]): string => words.map(word).join(" ");

const server = ({ brokers = [] }: Configuration): string[] => [
  "--bootstrap-server",
  brokers.join(","),
];

/** What `pda worker init` would do, for Kafka's own tools. */
export const topicCommands = (
  values: Configuration,
  topics: readonly PlannedTopic[],
): readonly string[] => topics.map(({ spec }) => createCommand(values, spec));

function createCommand(values: Configuration, { topic, partitions, ...spec }: TopicSpec): string {
  const config = Object.entries(spec.config ?? {}).flatMap(([name, value]) => [
    "--config",
    `${name}=${value}`,
  ]);
  const copies =
    spec.replication === undefined ? [] : ["--replication-factor", `${spec.replication}`];
  return line(
    ...["kafka-topics.sh", ...server(values), "--create", "--if-not-exists", "--topic", topic],
    ...["--partitions", `${partitions}`, ...copies, ...config],
  );
}

/** The least that the worker's principal must be allowed. */
export function aclCommands(
  values: Configuration,
  topics: readonly PlannedTopic[],
  principal: string,
): readonly string[] {
  const application = applicationOf(values);
  const allow = (resource: readonly string[], operations: readonly string[]): string =>
    line(
      ...["kafka-acls.sh", ...server(values), "--add", "--allow-principal", principal],
      ...operations.flatMap((operation) => ["--operation", operation]),
      ...resource,
    );
  const read = ["Read", "Describe", "DescribeConfigs"];
  return [
    ...(values.input ?? []).map((topic, at) => {
      const sent = values.canary !== undefined && at === 0;
      return allow(["--topic", topic], sent ? [...read, "Write"] : read);
    }),
    ...topics.map(({ topic, role }) => {
      return allow(
        ["--topic", topic],
        READ_BACK.has(role) ? [...read, "Write"] : ["Write", "Describe", "DescribeConfigs"],
      );
    }),
    ...groupsOf(values).map((group) => allow(["--group", group], ["Read", "Describe"])),
    allow(
      ["--transactional-id", `${application}-`, "--resource-pattern-type", "prefixed"],
      ["Write", "Describe"],
    ),
  ];
}

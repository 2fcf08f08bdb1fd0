import type { Configuration } from "../../config/settings.ts";
import { applicationOf, topicOf } from "../../config/topics.ts";
import type { Admin, Transport } from "../../transport.ts";
import { accessFindings } from "./access.ts";
import type { Finding } from "./finding.ts";
import { type PlannedTopic, plannedTopics } from "./topic-plan.ts";

/**
 * Whether the worker would find what it needs, before it reads anything. Fails as `TransportFailure`
 * where the brokers cannot be asked at all.
 */
export async function checkKafka(
  values: Configuration,
  transport: Transport,
): Promise<readonly Finding[]> {
  const { admin } = transport;
  const inputs = values.input ?? [];
  const counts = await admin.partitions([
    ...inputs,
    ...plannedTopics(values, 1).map(({ topic }) => topic),
  ]);
  const findings = inputFindings(inputs, counts);
  const partitions = counts.get(inputs[0] ?? "") ?? 0;
  if (partitions === 0 || findings.some(({ level }) => level === "error")) return findings;

  const topics = plannedTopics(values, partitions);
  for (const topic of topics) findings.push(...(await topicFindings(topic, counts, admin)));
  if (values.ahead !== undefined) {
    for (const input of inputs) findings.push(...(await clockFindings(input, admin)));
  }
  if (values.from === undefined) findings.push(...(await startFindings(values, counts, admin)));
  const there = topics.filter(({ topic }) => counts.has(topic));
  findings.push(...(await accessFindings(values, there, transport)));
  return findings;
}

function inputFindings(inputs: readonly string[], counts: ReadonlyMap<string, number>): Finding[] {
  const findings: Finding[] = inputs.map((about) => {
    const count = counts.get(about);
    if (count !== undefined) {
      return { level: "good", about, message: `input, ${plural(count, "partition")}` };
    }
    const remedy = "name the topic that the events are in (`input`), or create it";
    return { level: "error", about, message: "the input topic does not exist", remedy };
  });
  const different = new Set(inputs.map((input) => counts.get(input)));
  if (different.size > 1 && !different.has(undefined)) {
    const said = inputs.map((input) => `${input} has ${counts.get(input)}`).join(", ");
    findings.push({
      level: "error",
      about: "input",
      message: `partition counts differ: ${said}`,
      remedy:
        "equal keys must meet in equal partitions: give all inputs the same count, or use `rekey`",
    });
  }
  return findings;
}

async function topicFindings(
  { topic: about, role, key, spec }: PlannedTopic,
  counts: ReadonlyMap<string, number>,
  admin: Admin,
): Promise<Finding[]> {
  const count = counts.get(about);
  if (count === undefined) {
    const remedy = "`pda worker init` creates it";
    return [
      { level: "error", about, message: `the topic for ${named(role)} does not exist`, remedy },
    ];
  }
  const findings: Finding[] = [];
  const fits = ANY_COUNT.has(role) || count === spec.partitions;
  if (!fits) {
    findings.push({
      level: "error",
      about,
      message: `${plural(count, "partition")}, but the input has ${spec.partitions}: tasks and state would not fit together`,
      remedy:
        role === "changelog" ? RECOUNTED : `name another topic (\`${key}\`), or create it anew`,
    });
  }
  const config = await admin.config(about);
  const policy = config.get("cleanup.policy") ?? "delete";
  if (spec.config?.["cleanup.policy"] === "compact") {
    if (policy !== "compact") {
      findings.push({
        level: "error",
        about,
        message: `cleanup.policy is ${policy}: ${policy.includes("delete") ? "state would be deleted while sessions are open" : "it must be compact"}`,
        remedy: `kafka-configs.sh --alter --entity-type topics --entity-name ${about} --add-config cleanup.policy=compact`,
      });
    }
  } else if (deletesByEventTime(config)) {
    findings.push({
      level: "warning",
      about,
      message: `retention.ms is ${config.get("retention.ms")}, and records carry the time of their events: those of older events are deleted at once`,
      remedy: `kafka-configs.sh --alter --entity-type topics --entity-name ${about} --add-config retention.ms=-1`,
    });
  }
  if (findings.length > 0) return findings;
  return [{ level: "good", about, message: `${named(role)}, ${plural(count, "partition")}` }];
}

/** Whoever reads them need not know where a key lies. */
const ANY_COUNT: ReadonlySet<PlannedTopic["role"]> = new Set(["output", "dead letters", "canary"]);

const RECOUNTED =
  "the state belongs to the old count: let sessions end and start with another `app`, or rebuild with `pda replay`";

const deletesByEventTime = (config: ReadonlyMap<string, string>): boolean =>
  (config.get("cleanup.policy") ?? "delete").includes("delete") &&
  config.get("message.timestamp.type") !== "LogAppendTime" &&
  Number(config.get("retention.ms") ?? -1) >= 0;

async function clockFindings(about: string, admin: Admin): Promise<Finding[]> {
  const type = (await admin.config(about)).get("message.timestamp.type");
  if (type === "LogAppendTime") {
    return [{ level: "good", about, message: "carries the broker's own timestamps (`ahead`)" }];
  }
  return [
    {
      level: "error",
      about,
      message: `\`ahead\` compares with the broker's own timestamps, but message.timestamp.type is ${type ?? "unknown"}`,
      remedy: `kafka-configs.sh --alter --entity-type topics --entity-name ${about} --add-config message.timestamp.type=LogAppendTime, or leave \`ahead\` out`,
    },
  ];
}

/** Without a state it must be said where to begin. */
async function startFindings(
  values: Configuration,
  counts: ReadonlyMap<string, number>,
  admin: Admin,
): Promise<Finding[]> {
  const topic = topicOf(values, "changelog");
  const count = counts.get(topic) ?? 0;
  for (let partition = 0; partition < count; partition++) {
    const at = { topic, partition };
    if ((await admin.offset(at, "latest", "committed")) > 0) return [];
  }
  return [
    {
      level: "error",
      about: "from",
      message: `${applicationOf(values)} has no state yet, so this is its first start`,
      remedy: "say where to begin: --from earliest, --from latest or --from 2026-03-01T00:00:00Z",
    },
  ];
}

const named = (role: PlannedTopic["role"]): string =>
  ({
    output: "outputs",
    "dead letters": "dead letters",
    changelog: "the state (changelog)",
    control: "announced patterns (control)",
    rekeyed: "records by their own key (rekey)",
    canary: "what comes of canaries",
  })[role];

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

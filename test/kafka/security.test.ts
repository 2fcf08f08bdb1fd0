import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Broker, startBroker } from "../../scripts/kafka/broker.ts";
import type { Secured } from "../../scripts/kafka/security.ts";
import { exitCodes } from "../../src/cli/exit.ts";
import { kafkaFailure } from "../../src/cli/worker-kafka.ts";
import { wallClock } from "../../src/worker/clock.ts";
import { configure } from "../../src/worker/config/configure.ts";
import { kafkaSettings } from "../../src/worker/config/kafka.ts";
import { isFailure } from "../../src/worker/failure.ts";
import { kafkaTransport } from "../../src/worker/kafkajs/transport.ts";
import type { Transport } from "../../src/worker/transport.ts";
import { fresh, stock, transportTo } from "./broker.ts";
import { all, pda, started, withoutVariables, write } from "./command.ts";

let broker: Broker;
let secured: Secured;
let open: string;
beforeAll(async () => {
  const version = process.env.PDA_TEST_KAFKA;
  broker = await startBroker({ secure: true, ...(version === undefined ? {} : { version }) });
  secured = broker.secured!;
  open = broker.addresses[0]!;
});
withoutVariables();
afterAll(() => broker?.stop());

type Keys = Readonly<Record<string, unknown>>;

function transportBy(keys: Keys): { transport: Transport; told: (error: unknown) => string } {
  const waiting = { patience: "3s", "request-timeout": "10s", "connection-timeout": "10s" };
  const file = { name: "worker.yaml", content: JSON.stringify({ ...waiting, ...keys }) };
  const { configuration, problems } = configure({ file, environment: {}, flags: [] }, [], () => ({
    wrong: "",
  }));
  expect(problems).toEqual([]);
  const settings = kafkaSettings(configuration, { fetch, nowMs: wallClock.nowMs });
  const told = (error: unknown): string => {
    if (!isFailure(error)) throw error;
    const { code, message } = kafkaFailure(error, configuration);
    return `${code} ${message}`;
  };
  return { transport: kafkaTransport(settings, wallClock), told };
}

/** What comes of asking for a topic of which nobody knows: who asks as a stranger may not know. */
async function asking(keys: Keys): Promise<string> {
  const { transport, told } = transportBy(keys);
  try {
    return `${(await transport.admin.partitions(["unknown"])).size} topics`;
  } catch (error) {
    return told(error);
  } finally {
    await transport.close();
  }
}

const login = (mechanism: string, password = secured.password): Keys => ({
  brokers: secured.sasl,
  sasl: { mechanism, username: secured.user, password },
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const unsigned = (): string => {
  const now = Math.floor(wallClock.nowMs() / 1_000);
  return `${part({ alg: "none" })}.${part({ sub: "alice", iat: now, exp: now + 600 })}.`;
};

// The user may do nothing yet, which the broker says to those only whom it has let in.
const LET_IN = /^6 .*TOPIC_AUTHORIZATION_FAILED.*\n.*`pda worker init --print`/;

it.each(["plain", "scram-sha-256", "scram-sha-512"])("logs in by %s", async (mechanism) => {
  expect(await asking(login(mechanism))).toMatch(LET_IN);
  const refused = await asking(login(mechanism, "wrong"));
  expect(refused).toContain(`${exitCodes.refused} `);
  expect(refused).toContain("Wrong credentials: check `sasl.username` and `sasl.password`");
});

it("logs in by oauthbearer, and tells of a token that is none", async () => {
  const by = (token: string) => ({
    brokers: secured.sasl,
    sasl: { mechanism: "oauthbearer", token },
  });
  expect(await asking(by(unsigned()))).toMatch(LET_IN);
  expect(await asking(by("nonsense"))).toContain("Wrong credentials: check the token");
});

it("speaks TLS, with a certificate of its own where one is asked for", async () => {
  const tls = { ca: secured.ca };
  expect(await asking({ brokers: secured.tls, tls })).toMatch(/^0 topics$|AUTHORIZATION/);
  const own = { ...tls, cert: secured.clientCert, key: secured.clientKey };
  expect(await asking({ brokers: secured.mutualTls, tls: own })).toMatch(LET_IN);
  expect(await asking({ brokers: secured.mutualTls, tls })).toContain(
    "set `tls.cert` and `tls.key`",
  );
  const both = { ...login("scram-sha-512"), brokers: secured.saslTls, tls };
  expect(await asking(both)).toMatch(LET_IN);
});

it("tells what is wrong with certificates and listeners", async () => {
  const unknown = await asking({ brokers: secured.tls, tls: true });
  expect(unknown).toContain("not trusted: name the one that signed it with `tls.ca`");
  const name = await asking({
    brokers: secured.tls,
    tls: { ca: secured.ca, "server-name": "kafka.example" },
  });
  expect(name).toContain("`tls.server-name`");
  expect(await asking({ brokers: secured.tls })).toContain("`tls: true`");
  expect(await asking({ brokers: open, tls: true })).toContain("speak TLS?");
  expect(await asking({ ...login("plain"), brokers: open })).toContain("knows no login");
});

/** What Kafka's own tool makes of a line of `pda worker init --print`, in the protocol's numbers. */
const RESOURCES = { topic: 2, group: 3, "transactional-id": 5 } as const;
const OPERATIONS: Readonly<Record<string, number>> = {
  ...{ Read: 3, Write: 4, Describe: 8, DescribeConfigs: 10 },
};
function rulesOf(line: string): { name: string; operation: string; acl: object }[] {
  const [, kind, resourceName] = /--(topic|group|transactional-id) (\S+)/.exec(line)!;
  const pattern = line.includes("--resource-pattern-type prefixed") ? 4 : 3;
  return [...line.matchAll(/--operation (\w+)/g)].map(([, operation]) => ({
    ...{ name: `${kind} ${resourceName}`, operation: operation! },
    acl: {
      ...{ resourceType: RESOURCES[kind as keyof typeof RESOURCES], resourceName },
      ...{ resourcePatternType: pattern, principal: `User:${secured.user}`, host: "*" },
      ...{ operation: OPERATIONS[operation!], permissionType: 3 },
    },
  }));
}

it("--check names each right that is missing; those of `init --print` are enough, with rekey, too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pda-rights-"));
  const password = join(folder, "password");
  writeFileSync(password, secured.password);
  const app = fresh("rights");
  const [input, output] = [`${app}.in`, `${app}.out`];
  const PATTERN = "patterns/search-attribution/pattern.pda";
  const flags = [PATTERN, "--app", app, "--input", input, "--output", output, "--rekey"];
  const own = ["--sasl-mechanism", "plain", "--sasl-username", secured.user];
  own.push("--brokers", secured.sasl, "--sasl-password-file", password);
  const owner = transportTo({ brokers: [open] });
  await owner.admin.createTopics([{ topic: input, partitions: 2 }]);
  const log = readFileSync("patterns/search-attribution/demo.ndjson", "utf8").trim().split("\n");
  await write(owner, input, log);
  expect((await pda("worker", "init", ...flags, "--brokers", open)).code).toBe(exitCodes.good);
  const printed = await pda("worker", "init", ...flags, "--brokers", open, "--print");
  const rules = printed.out
    .split("\n")
    .filter((line) => line.startsWith("kafka-acls.sh"))
    .flatMap(rulesOf);
  const withheld = ({ name, operation }: { name: string; operation: string }): boolean =>
    operation === "Read" && name !== `topic ${input}`;
  const admin = stock({ brokers: [open] }).admin();
  await admin.connect();
  const allow = (of: typeof rules) => admin.createAcls({ acl: of.map(({ acl }) => acl) });
  await allow(rules.filter((rule) => !withheld(rule)));
  const check = () => pda("worker", ...flags, ...own, "--from", "earliest", "--check");
  const lacking = await check();
  expect(lacking.code, lacking.said).toBe(exitCodes.findings);
  const named = rules.filter(withheld).map(({ name }) => `allow Read on ${name};`);
  expect(named).toHaveLength(6); // changelog, control, rekeyed and its changelog, two groups
  for (const right of named) expect(lacking.out).toContain(right);
  await allow(rules);
  await admin.disconnect();
  await expect
    .poll(async () => (await check()).out, { timeout: 60_000 })
    .toContain("may read, write and commit all it needs");
  const worker = started(...flags, ...own, "--from", "earliest");
  await worker.until(async () => (await all(owner, output)).flat().length === 32);
  await worker.stop();
  await owner.close();
  rmSync(folder, { recursive: true });
});

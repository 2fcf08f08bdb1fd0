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

let broker: Broker;
let secured: Secured;
let open: string;
beforeAll(async () => {
  const version = process.env.PDA_TEST_KAFKA;
  broker = await startBroker({ secure: true, ...(version === undefined ? {} : { version }) });
  secured = broker.secured!;
  open = broker.addresses[0]!;
});
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

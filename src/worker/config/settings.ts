import {
  address,
  broker,
  bytes,
  choice,
  count,
  duration,
  file,
  type Kind,
  list,
  pairs,
  start,
  text,
  topic,
  url,
  yesNo,
} from "./kind.ts";

export interface Setting<T> {
  readonly kind: Kind<T>;
  /** For help and the page: a phrase without a full stop. */
  readonly says: string;
  /** What it is if it is not said; left out, there is none. */
  readonly unsaid?: T;
  /** In words, where it is worked out of others. */
  readonly otherwise?: string;
  /** Never printed, never a flag: `KEY-file` names a file that holds it. */
  readonly secret?: true;
}

/** One that always has a value. */
interface Preset<T> extends Setting<T> {
  readonly unsaid: T;
}

const setting = <T>(
  kind: Kind<T>,
  says: string,
  rest: Omit<Setting<NoInfer<T>>, "kind" | "says"> = {},
): Setting<T> => ({ kind, says, ...rest });
const preset = <T>(kind: Kind<T>, says: string, unsaid: NoInfer<T>): Preset<T> => ({
  kind,
  says,
  unsaid,
});
const secret = (says: string) => setting(text, says, { secret: true });

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * Every key of the worker's configuration, spelled here and nowhere else: keys of the file, names in
 * the environment, flags, help and the page of the manual follow.
 */
export const settings = {
  patterns: setting(list(file), "pattern files (.pda); on the command line they need no flag"),
  set: setting(pairs("name=value", text), "give parameters of the patterns values"),
  app: setting(topic, "names the group, the transactional ids and the worker's own topics", {
    otherwise: "the first pattern file's name",
  }),

  brokers: setting(list(broker), "brokers to ask first"),
  "client-id": setting(text, "what brokers' logs call the worker", {
    otherwise: "the application's name",
  }),
  "connection-timeout": preset(duration, "how long a connection may take", 3 * SECOND),
  "request-timeout": preset(duration, "how long an answer may take", 15 * SECOND),
  patience: preset(duration, "how long a call goes on trying what time may mend", 30 * SECOND),
  "session-timeout": preset(
    duration,
    "after so long without a sign the group gives our tasks away",
    30 * SECOND,
  ),
  "rebalance-timeout": preset(
    duration,
    "how long the group waits for us to hand tasks over",
    MINUTE,
  ),
  heartbeat: preset(duration, "how often we show the group that we live", 3 * SECOND),

  tls: preset(yesNo, "speak TLS to the brokers", false),
  "tls.ca": setting(file, "certificates (PEM) that the brokers' must be signed by", {
    otherwise: "those that Node.js knows",
  }),
  "tls.cert": setting(file, "our own certificate (PEM)"),
  "tls.key": setting(file, "its private key (PEM)"),
  "tls.passphrase": secret("what opens the private key"),
  "tls.server-name": setting(text, "the name that the brokers' certificates must bear", {
    otherwise: "the broker's address",
  }),
  "sasl.mechanism": setting(
    choice(["plain", "scram-sha-256", "scram-sha-512", "oauthbearer"]),
    "how to log in",
  ),
  "sasl.username": setting(text, "who logs in"),
  "sasl.password": secret("the password"),
  "sasl.token": secret("a bearer token, for oauthbearer without `sasl.token-url`"),
  "sasl.token-url": setting(url, "where to fetch bearer tokens (OAuth 2 client credentials)"),
  "sasl.client-id": setting(text, "who fetches them"),
  "sasl.client-secret": secret("the secret"),
  "sasl.scope": setting(text, "for this scope"),

  input: setting(list(topic), "topics to read; several need equal partition counts"),
  format: preset(choice(["json", "avro", "confluent", "auto"]), "how records are written", "json"),
  schemas: setting(file, "a folder of Avro schemas (.avsc)"),
  "schemas-topic": setting(topic, "a compacted topic of Avro schemas"),
  "registry.url": setting(url, "a schema registry that speaks Confluent's protocol"),
  "registry.username": setting(text, "who asks it"),
  "registry.password": secret("the password"),
  "registry.token": secret("a bearer token, instead of a name and a password"),
  from: setting(start, "where a first start begins: earliest, latest or a time"),
  fill: setting(
    list(file),
    "archived records of the inputs, with their places, read before what the topics still have",
  ),
  watermark: preset(duration, "how far out of order records may come within a partition", 0),
  ahead: setting(
    duration,
    "a record so far past the broker's timestamp is a dead letter and moves no clock",
  ),
  idle: setting(duration, "a partition without records for so long lets time move on"),
  rekey: preset(yesNo, "bring records to their key's partition through a topic of its own", false),

  output: setting(
    pairs("topic", topic, "*"),
    "where outputs go: one topic, or NAME=TOPIC by an output's name or kind",
  ),
  "output-format": preset(choice(["json", "avro"]), "how outputs are written", "json"),
  "dead-letters": setting(topic, "topic for what could not be read or stepped", {
    otherwise: "APP.dead-letters",
  }),

  changelog: setting(topic, "topic that keeps the state", { otherwise: "APP.changelog" }),
  control: setting(topic, "topic that says which patterns run", {
    otherwise: "APP.control",
  }),
  replication: setting(count, "copies of the topics that `pda worker init` creates", {
    otherwise: "the brokers' own setting",
  }),
  store: preset(choice(["memory", "disk"]), "where open sessions are held", "memory"),
  "store-folder": setting(file, "the folder of the disk store"),
  "store-awake": preset(count, "with the disk store: keys in memory, at most", 100_000),
  "max-sessions": setting(count, "stop with a message where more sessions than this are open", {
    otherwise: "as many as half of the heap holds; with the disk store any number",
  }),

  canary: setting(
    duration,
    "send the files' scenarios through the pipeline so often, under keys of their own",
    { otherwise: "never" },
  ),
  "canary-topic": setting(topic, "topic for what comes of them", { otherwise: "APP.canary" }),
  "keep-last": setting(count, "tell so many of a key's last events beside its state", {
    otherwise: "none",
  }),

  "chunk.records": preset(count, "records in one transaction, at most", 10_000),
  "chunk.time": preset(duration, "how long a transaction gathers records, at most", 100),
  "chunk.size": preset(bytes, "what one transaction writes, at most", 1_000_000),
  "transaction-timeout": preset(
    duration,
    "after so long the broker ends an open transaction by itself",
    15 * SECOND,
  ),
  "fetch.wait": preset(duration, "how long a request waits for records", 500),

  listen: preset(address, "where metrics, health and sessions are told", "127.0.0.1:9464"),
  advertise: setting(address, "where other workers reach that address", {
    otherwise: "the address that is listened on",
  }),
  token: secret("what a reader of anything but health must show; needed beyond loopback"),
  "log.level": preset(choice(["debug", "info", "warn", "error"]), "the least that is told", "info"),
  "log.format": setting(choice(["json", "text"]), "how it is told", {
    otherwise: "text on a terminal, else json",
  }),
};

export type Key = keyof typeof settings;
type Value<S> = S extends Setting<infer T> ? T : never;

type PresetKey = {
  [K in Key]: (typeof settings)[K] extends { readonly unsaid: unknown } ? K : never;
}[Key];

/** Values by key; what was not said and has no preset is not there. */
export type Configuration = { readonly [K in PresetKey]: Value<(typeof settings)[K]> } & {
  readonly [K in Exclude<Key, PresetKey>]?: Value<(typeof settings)[K]>;
};

export const keys = Object.keys(settings) as Key[];
export const settingOf = (key: Key): Setting<unknown> => settings[key];

/** `PDA_SASL_TOKEN_URL` */
export const environmentName = (key: string): string =>
  `PDA_${key.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32)).replaceAll(/[.-]/g, "_")}`;

/** `--sasl-token-url`; of a secret, that of the file that holds it. */
export const flagName = (key: Key): string =>
  `--${key.replaceAll(".", "-")}${settingOf(key).secret === true ? "-file" : ""}`;

import { readFileSync } from "node:fs";
import type { KafkaSettings } from "../kafkajs/transport.ts";
import { isLoopback } from "./reach.ts";
import type { Configuration, Key } from "./settings.ts";
import { type Outside, tokenSource } from "./token.ts";
import { applicationOf } from "./topics.ts";

/** The configuration as the adapter takes it. Throws `FileTrouble` where a file cannot be read. */
export function kafkaSettings(values: Configuration, outside: Outside): KafkaSettings {
  const ssl = values.tls ? tlsOptions(values) : undefined;
  const sasl = saslOptions(values, outside);
  return {
    brokers: values.brokers ?? [],
    clientId: values["client-id"] ?? applicationOf(values),
    connectionTimeoutMs: values["connection-timeout"],
    requestTimeoutMs: values["request-timeout"],
    patienceMs: values.patience,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

/** What is allowed, and most likely not meant. */
export function kafkaWarnings(values: Configuration): string[] {
  const { "sasl.mechanism": mechanism, brokers = [] } = values;
  const open = brokers.find((broker) => !isLoopback(broker));
  if (values.tls || open === undefined) return [];
  if (mechanism !== "plain" && mechanism !== "oauthbearer") return [];
  return [
    `${mechanism} sends the ${mechanism === "plain" ? "password" : "token"} to ${open} readable by anybody on the way; say \`tls: true\``,
  ];
}

export class FileTrouble extends Error {}

function readPem(key: Key, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new FileTrouble(`\`${key}\`: ${path}: ${(error as Error).message}`);
  }
}

function tlsOptions(values: Configuration): object {
  const pem = (key: "tls.ca" | "tls.cert" | "tls.key"): string | undefined => {
    const path = values[key];
    return path === undefined ? undefined : readPem(key, path);
  };
  const options = {
    ca: pem("tls.ca"),
    cert: pem("tls.cert"),
    key: pem("tls.key"),
    passphrase: values["tls.passphrase"],
    servername: values["tls.server-name"],
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function saslOptions(values: Configuration, outside: Outside): object | undefined {
  const mechanism = values["sasl.mechanism"];
  if (mechanism === undefined) return undefined;
  if (mechanism === "oauthbearer") {
    const token = tokenSource(values, outside);
    return { mechanism, oauthBearerProvider: async () => ({ value: await token() }) };
  }
  return { mechanism, username: values["sasl.username"], password: values["sasl.password"] };
}

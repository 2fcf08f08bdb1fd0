import { formatDuration } from "../../machine/values/duration.ts";
import type { Places, Problem } from "./origin.ts";
import { isLoopback } from "./reach.ts";
import { type Configuration, environmentName, flagName, type Key } from "./settings.ts";
import { ownTopics } from "./topics.ts";

/** What is wrong with values that are each right: told like the others, at the place of one of them. */
export function brokenRules(values: Configuration, places: Places): Problem[] {
  const problems: Problem[] = [];
  const said = (key: Key): boolean => values[key] !== undefined;
  const report = (key: Key, message: string): void => {
    problems.push({ place: places.get(key) ?? key, message });
  };

  /** `key` is useless without the others. */
  const needs = (key: Key, others: readonly Key[], why: string): void => {
    if (!said(key)) return;
    for (const other of others) {
      if (!said(other)) report(key, `${why} needs \`${other}\`; ${waysToSay(other)}`);
    }
  };

  const { "sasl.mechanism": mechanism } = values;
  if (mechanism === "oauthbearer") {
    if (said("sasl.token-url")) {
      needs("sasl.token-url", ["sasl.client-id", "sasl.client-secret"], "fetching tokens");
    } else needs("sasl.mechanism", ["sasl.token"], "oauthbearer without `sasl.token-url`");
  } else if (mechanism !== undefined) {
    needs("sasl.mechanism", ["sasl.username", "sasl.password"], mechanism);
  } else {
    for (const key of ["sasl.username", "sasl.password", "sasl.token", "sasl.token-url"] as const) {
      needs(key, ["sasl.mechanism"], "logging in");
    }
  }
  needs("tls.cert", ["tls.key"], "a certificate of our own");
  needs("tls.key", ["tls.cert"], "a private key");
  if (places.has("tls") && values.tls === false) {
    for (const key of ["tls.ca", "tls.cert", "tls.server-name"] as const) {
      if (said(key)) report(key, "has no effect where `tls` is false");
    }
  }
  if (values.format === "confluent") needs("format", ["registry.url"], "Confluent's framing");
  if (values.format === "avro" && !said("schemas") && !said("schemas-topic")) {
    report("format", "Avro needs `schemas` (a folder) or `schemas-topic`");
  }
  if (values.canary !== undefined && values.format !== "json" && values.format !== "auto") {
    report("canary", "canary records are written as JSON, which needs `format: json` or `auto`");
  }
  if (said("fill") && values.format !== "json") {
    report("fill", "an archive of messages holds text, which needs `format: json`");
  }
  if (said("fill") && said("from") && values.from !== "earliest") {
    report("from", "with `fill` a first start begins with the archive: leave it out");
  }
  if (said("canary-topic")) needs("canary-topic", ["canary"], "a topic for canaries");
  if (values.store === "disk") needs("store", ["store-folder"], "the disk store");
  if (values.listen !== "off" && !isLoopback(values.listen) && !said("token")) {
    report(
      "listen",
      `${values.listen} can be reached from other machines, which needs \`token\`; ${waysToSay("token")}, or listen on 127.0.0.1`,
    );
  }

  const twice = (shorter: Key & Duration, longer: Key & Duration, factor: number): void => {
    if (values[shorter] * factor <= values[longer]) return;
    const least = formatDuration(values[shorter] * factor);
    const place = places.has(longer) ? longer : shorter;
    report(place, `\`${longer}\` must be ${factor} times \`${shorter}\` at least: ${least}`);
  };
  twice("heartbeat", "session-timeout", 3);
  twice("chunk.time", "transaction-timeout", 3);

  const inputs = values.input ?? [];
  if (new Set(inputs).size < inputs.length) report("input", "names a topic twice");
  for (const { topic, key } of ownTopics(values)) {
    if (inputs.includes(topic)) {
      report(key, `${topic} is an input, too: what is written there would be read again`);
    }
  }
  return problems;
}

type Duration = "heartbeat" | "session-timeout" | "chunk.time" | "transaction-timeout";

/** Keys that must be said for `purpose`. */
export function missingKeys(values: Configuration, needed: readonly Key[]): Problem[] {
  return needed
    .filter((key) => values[key] === undefined)
    .map((key) => ({ place: key, message: `must be said; ${waysToSay(key)}` }));
}

const waysToSay = (key: Key): string =>
  key === "patterns"
    ? "name pattern files on the command line"
    : `${flagName(key)}, ${environmentName(key)} or \`${key}\` in the file`;

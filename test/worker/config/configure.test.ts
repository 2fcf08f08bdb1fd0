import { describe, expect, it } from "vitest";
import { configure } from "../../../src/worker/config/configure.ts";
import { effective, effectiveText } from "../../../src/worker/config/effective.ts";
import type { Environment } from "../../../src/worker/config/environment.ts";
import type { Said } from "../../../src/worker/config/origin.ts";
import {
  environmentName,
  flagName,
  type Key,
  keys,
  settingOf,
} from "../../../src/worker/config/settings.ts";
import { ownTopics } from "../../../src/worker/config/topics.ts";

const flags = (said: Record<string, unknown>): Said[] =>
  Object.entries(said).map(([key, written]) => ({ key, written, place: `--${key}` }));

interface Given {
  readonly file?: string;
  readonly environment?: Environment;
  readonly flags?: Record<string, unknown>;
  readonly needed?: readonly Key[];
  readonly secrets?: Record<string, string>;
}

function read({ file, environment = {}, flags: given = {}, needed = [], secrets = {} }: Given) {
  const spoken = {
    file: file === undefined ? null : { name: "worker.yaml", content: file },
    environment,
    flags: flags(given),
  };
  return configure(spoken, needed, (path) =>
    secrets[path] === undefined ? { wrong: "there is no such file" } : { text: secrets[path] },
  );
}

const problems = (given: Given): string[] =>
  read(given).problems.map(({ place, message }) => `${place}: ${message}`);

describe("configuration", () => {
  it("takes presets, then file, then environment, then flags", () => {
    const layers = {
      file: "heartbeat: 1s\npatience: 1s\nwatermark: 1s\n",
      environment: { PDA_PATIENCE: "2s", PDA_WATERMARK: "2s" },
      flags: { watermark: "3s" },
    };
    const { configuration, places, problems } = read(layers);
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({
      "fetch.wait": 500,
      heartbeat: 1_000,
      patience: 2_000,
      watermark: 3_000,
    });
    expect([...places]).toEqual([
      ["heartbeat", "worker.yaml:1"],
      ["patience", "PDA_PATIENCE"],
      ["watermark", "--watermark"],
    ]);
  });

  it("reads the same from nested YAML, from keys with dots, and from JSON", () => {
    const nested = "sasl:\n  mechanism: plain\n  username: u\n  password: p\nchunk: {records: 5}\n";
    const dotted = "sasl.mechanism: plain\nsasl.username: u\nsasl.password: p\nchunk.records: 5\n";
    const json =
      '{"sasl": {"mechanism": "plain", "username": "u", "password": "p"}, "chunk.records": 5}';
    const all = [nested, dotted, json].map((file) => read({ file }));
    expect(all.flatMap(({ problems }) => problems)).toEqual([]);
    expect(all[1]!.configuration).toEqual(all[0]!.configuration);
    expect(all[2]!.configuration).toEqual(all[0]!.configuration);
  });

  it("routes outputs by name, from a file, the environment and flags", () => {
    const routes = { attribution: "t1", alert: "t2" };
    const of = (given: Given) => read(given).configuration.output;
    expect(of({ file: "output: {attribution: t1, alert: t2}" })).toEqual(routes);
    expect(of({ environment: { PDA_OUTPUT: "attribution=t1,alert=t2" } })).toEqual(routes);
    expect(of({ flags: { output: ["attribution=t1", "alert=t2"] } })).toEqual(routes);
    expect(of({ flags: { output: ["t1"] } })).toEqual({ "*": "t1" });
  });

  it("names the key that was most likely meant", () => {
    expect(problems({ file: "brokrs: a\nsasl:\n  user: x\npassword: p\nqqqq: 1\n" })).toEqual([
      "worker.yaml:1: there is no key `brokrs`; did you mean `brokers`?",
      "worker.yaml:3: there is no key `sasl.user`; did you mean `sasl.username`?",
      "worker.yaml:4: there is no key `password`",
      "worker.yaml:5: there is no key `qqqq`",
    ]);
    expect(problems({ environment: { PDA_BROKER: "a", OTHER: "b" } })).toEqual([
      "PDA_BROKER: means nothing here; did you mean `PDA_BROKERS`?",
    ]);
  });

  it("knows the variables that Kubernetes writes for a service", () => {
    const environment = { PDA_PORT: "tcp://10.0.0.1:9464", PDA_SERVICE_HOST: "10.0.0.1" };
    for (const problem of problems({ environment })) {
      expect(problem).toContain("enableServiceLinks: false");
    }
  });

  it("says what is expected where a value is none", () => {
    const file = [
      "heartbeat: 3",
      "chunk.records: 0",
      "tls: perhaps",
      "format: xml",
      "from: yesterday",
      "listen: here",
      "input: a b",
      "registry.url: https://me:secret@host",
      "chunk.size: 8",
      "brokers:",
    ].join("\n");
    expect(problems({ file })).toEqual([
      "worker.yaml:10: `brokers` has no value",
      "worker.yaml:1: `heartbeat` is `3`; write a duration such as 500ms, 5s or 1h30m",
      "worker.yaml:2: `chunk.records` is `0`; a whole number is expected, 1 or more",
      'worker.yaml:3: `tls` is `"perhaps"`; write true or false',
      'worker.yaml:4: `format` is `"xml"`; it is one of json, avro, confluent, auto',
      'worker.yaml:5: `from` is `"yesterday"`; write earliest, latest or a time such as 2026-03-01T00:00:00Z',
      'worker.yaml:6: `listen` is `"here"`; write host:port, or off',
      'worker.yaml:7: `input` is `"a b"`; a topic\'s name has letters, digits, dot, dash and underscore, 249 at most',
      'worker.yaml:8: `registry.url` is `"https://me:secret@host"`; write a URL such as https://host:8081, no user in it',
      "worker.yaml:9: `chunk.size` is `8`; write a size such as 500KB or 64MB",
    ]);
  });

  it("tells where a file is not YAML", () => {
    expect(problems({ file: "brokers: [a\ninput: b\n" })[0]).toMatch(
      /^worker.yaml:\d: is not YAML/,
    );
    expect(problems({ file: "just words" })).toEqual([
      "worker.yaml: is expected to be a map of keys to values",
    ]);
    expect(problems({ file: "a: 1\na: 2\n" })[0]).toMatch(/^worker.yaml:2: is not YAML/);
  });

  it("reads secrets from files, without the line feed at their end", () => {
    const file = "sasl: {mechanism: plain, username: u, password-file: /run/p}";
    const secrets = { "/run/p": "pass word\n" };
    expect(read({ file, secrets }).configuration["sasl.password"]).toBe("pass word");
    const environment = { PDA_SASL_PASSWORD_FILE: "/run/p" };
    expect(read({ environment, secrets }).configuration["sasl.password"]).toBe("pass word");
    expect(problems({ environment })).toEqual([
      "PDA_SASL_PASSWORD_FILE: `/run/p`: there is no such file",
    ]);
  });

  it("prints what is in force without secrets, and what is printed can be read", () => {
    const environment = Object.fromEntries(
      keys
        .filter((key) => settingOf(key).secret === true)
        .map((key) => [environmentName(key), `very-secret-${key}`]),
    );
    const file =
      "brokers: [a, b:1]\noutput: {x: y}\nset: {limit: 7}\nsasl: {mechanism: plain, username: u}\n";
    const { configuration, places } = read({ file, environment });
    const shown = effectiveText(configuration, places) + JSON.stringify(effective(configuration));
    expect(shown).not.toContain("very-secret");
    expect(shown).toContain("sasl.password: (hidden) # PDA_SASL_PASSWORD");
    expect(shown).toContain("brokers: [ a:9092, b:1 ] # worker.yaml:1");
    const again = read({ file: effectiveText(configuration, places), environment });
    expect(again.problems).toEqual([]);
    expect(again.configuration).toEqual(configuration);
  });

  it("never repeats a secret that is wrong", () => {
    expect(problems({ file: "sasl.password: [hush, hush]" })).toEqual([
      "worker.yaml:1: `sasl.password` is not a text",
    ]);
  });

  it("tells every key that must be said, and how", () => {
    expect(problems({ needed: ["brokers", "sasl.password"] })).toEqual([
      "brokers: must be said; --brokers, PDA_BROKERS or `brokers` in the file",
      "sasl.password: must be said; --sasl-password-file, PDA_SASL_PASSWORD or `sasl.password` in the file",
    ]);
  });

  it.each([
    ["sasl.mechanism: scram-sha-256\nsasl.username: u", "needs `sasl.password`"],
    ["sasl.mechanism: oauthbearer", "needs `sasl.token`"],
    ["sasl: {mechanism: oauthbearer, token-url: 'http://t'}", "needs `sasl.client-id`"],
    ["sasl.password: p", "needs `sasl.mechanism`"],
    ["tls.cert: c", "needs `tls.key`"],
    ["tls: false\ntls.ca: c", "has no effect where `tls` is false"],
    ["format: confluent", "needs `registry.url`"],
    ["format: avro", "`schemas`"],
    ["store: disk", "needs `store-folder`"],
    ["listen: 0.0.0.0:9464", "needs `token`"],
    ["heartbeat: 20s", "must be 3 times `heartbeat` at least: 1m"],
    ["chunk.time: 10s", "must be 3 times `chunk.time` at least: 30s"],
    ["input: [a, a]", "names a topic twice"],
    ["input: a\noutput: a", "a is an input, too"],
    ["app: x\ninput: x.changelog", "x.changelog is an input, too"],
  ])("holds values to each other: %j", (file, message) => {
    expect(problems({ file }).join("\n")).toContain(message);
  });

  it("speaks TLS where anything is said of it", () => {
    expect(read({ file: "tls: {ca: ca.pem}" }).configuration.tls).toBe(true);
    expect(read({ file: "tls: {on: true, ca: ca.pem}" }).configuration.tls).toBe(true);
    expect(read({}).configuration.tls).toBe(false);
  });

  it("names topics after the application, and the application after the first file", () => {
    const of = (file: string) => ownTopics(read({ file }).configuration).map(({ topic }) => topic);
    expect(of("patterns: [a/search.pda, b.pda]\noutput: {x: o, y: o}")).toEqual([
      "o",
      "search.dead-letters",
      "search.changelog",
      "search.control",
    ]);
    expect(of("app: app\nchangelog: kept\nrekey: true")).toEqual([
      "app.dead-letters",
      "kept",
      "app.control",
      "app.rekeyed",
      "app.rekeyed.changelog",
    ]);
  });

  it("has one environment name and one flag for each key", () => {
    expect(new Set(keys.map(environmentName)).size).toBe(keys.length);
    expect(new Set(keys.map(flagName)).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[a-z]+([.-][a-z]+)*$/);
  });
});

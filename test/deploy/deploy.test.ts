import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exitCodes } from "../../src/cli/exit.ts";
import { runProgram } from "../../src/cli/program.ts";
import { configure } from "../../src/worker/config/configure.ts";
import { environmentNames } from "../../src/worker/config/environment.ts";
import { metrics } from "../../src/worker/ops/metrics.ts";
import { fakeTerminal } from "../cli/fake-terminal.ts";

/** `UPDATE=1` writes what `pda deploy` writes now into deploy/. */
const update = process.env.UPDATE === "1";
const SAMPLE = "patterns/search-attribution/pattern.pda";
const KAFKA = ["--brokers", "kafka:9092", "--input", "clicks", "--output", "attributions"];
const SECURE = ["--tls", "--sasl-mechanism", "scram-sha-512", "--sasl-username", "pda"];
const AS_CHECKED_IN = [
  ...["--app", "search-attribution", ...KAFKA],
  ...SECURE,
  "--replication",
  "3",
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pda-deploy-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function deploy(name: string, ...flags: readonly string[]) {
  const out = join(folder, name);
  const terminal = fakeTerminal();
  const code = await runProgram(["deploy", SAMPLE, "--out", out, ...flags], terminal);
  return { out, code, said: terminal.noted() };
}

const filesBelow = (at: string): string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
    .sort();

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { name: string; value?: string }[];
  readonly ports: readonly { name: string; containerPort: number }[];
  readonly volumeMounts: readonly { name: string; mountPath: string }[];
  readonly [probe: string]: unknown;
}

/** Everything of a folder that can be held against the rest of it. */
function manifests(out: string) {
  const read = (name: string) => parse(readFileSync(join(out, name), "utf8"));
  const map = read("kubernetes/configmap.yaml");
  const worker = read("kubernetes/worker.yaml");
  const pod = worker.spec.template.spec;
  const container = pod.containers[0] as Container;
  return { read, map, worker, pod, container };
}

describe("pda deploy", () => {
  it("writes what is checked in under deploy/ (UPDATE=1)", async () => {
    const { out, code, said } = await deploy("sample", ...AS_CHECKED_IN);
    expect(said).not.toContain("error");
    expect(code).toBe(exitCodes.good);
    if (update) {
      rmSync("deploy", { recursive: true, force: true });
      for (const name of filesBelow(out)) {
        mkdirSync(dirname(join("deploy", name)), { recursive: true });
        writeFileSync(join("deploy", name), readFileSync(join(out, name)));
      }
    }
    expect(filesBelow("deploy")).toEqual(filesBelow(out));
    for (const name of filesBelow(out)) {
      const now = readFileSync(join(out, name), "utf8");
      expect(readFileSync(join("deploy", name), "utf8"), name).toBe(now);
    }
  });

  it("writes a configuration that the worker takes, with the secrets that are mounted", async () => {
    const { out } = await deploy("configured", ...AS_CHECKED_IN);
    const { map, container, read } = manifests(out);
    expect(map.data["worker.yaml"]).toBe(readFileSync(join(out, "worker.yaml"), "utf8"));
    const environment = Object.fromEntries(
      container.env.map(({ name, value }) => [name, value ?? ""]),
    );
    const secrets = Object.keys(read("secret.example.yaml").stringData);
    const { configuration, problems } = configure(
      {
        file: { name: "worker.yaml", content: map.data["worker.yaml"] },
        environment: { ...environment, PDA_ADVERTISE: "10.0.0.1:9464" },
        flags: [],
      },
      ["patterns", "brokers", "input", "output"],
      (path) =>
        secrets.includes(path.replace("/run/secrets/pda/", ""))
          ? { text: "secret" }
          : { wrong: "not mounted" },
    );
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({ tls: true, "sasl.password": "secret", token: "secret" });
    const ours = container.env.map(({ name }) => name).filter((name) => name.startsWith("PDA_"));
    expect(environmentNames).toEqual(expect.arrayContaining(ours));
  });

  it("holds manifests to each other: names, labels, ports, mounts, probes", async () => {
    for (const flags of [AS_CHECKED_IN, [...KAFKA, "--store", "disk"]]) {
      const { out, said } = await deploy("held", ...flags);
      expect(said).toContain("next:");
      const { read, map, worker, pod, container } = manifests(out);
      const selector = worker.spec.selector.matchLabels;
      expect(worker.spec.template.metadata.labels).toEqual(selector);
      expect(read("kubernetes/service.yaml").spec.selector).toEqual(selector);
      expect(read("kubernetes/disruption-budget.yaml").spec.selector.matchLabels).toEqual(selector);
      expect(read("kubernetes/disruption-budget.yaml").spec.maxUnavailable).toBe(1);
      const claims = (worker.spec.volumeClaimTemplates ?? []) as { metadata: { name: string } }[];
      const volumes = [
        ...(pod.volumes as { name: string }[]).map(({ name }) => name),
        ...claims.map(({ metadata }) => metadata.name),
      ];
      expect(volumes.sort()).toEqual(container.volumeMounts.map(({ name }) => name).sort());
      for (const volume of pod.volumes as { configMap?: { items: { key: string }[] } }[]) {
        for (const { key } of volume.configMap?.items ?? []) expect(map.data).toHaveProperty([key]);
      }
      for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
        const { path, port } = (container[probe] as { httpGet: { path: string; port: string } })
          .httpGet;
        expect(path).toBe(probe === "readinessProbe" ? "/readyz" : "/livez");
        expect(container.ports.map(({ name }) => name)).toContain(port);
      }
      expect(pod.enableServiceLinks).toBe(false);
      rmSync(out, { recursive: true });
    }
  });

  it("keeps the state on a volume where the store is a disk", async () => {
    const { out } = await deploy("disk", ...KAFKA, "--store", "disk");
    const { worker, container, map } = manifests(out);
    expect(worker.kind).toBe("StatefulSet");
    const data = container.volumeMounts.find(({ name }) => name === "data");
    expect(parse(map.data["worker.yaml"])["store-folder"]).toBe(data?.mountPath);
  });

  it("gives a worker under compose a volume that its user may write, where the store is a disk", async () => {
    const { out } = await deploy("composed", ...KAFKA, "--store", "disk");
    const { services, volumes } = parse(readFileSync(join(out, "compose.yaml"), "utf8"));
    expect(services.worker.read_only).toBe(true);
    const mounted = services.worker.volumes.find((one: string) => one.endsWith(":/var/lib/pda"));
    expect(volumes).toHaveProperty(mounted.split(":")[0]);
    const image = readFileSync(join(out, "Dockerfile"), "utf8");
    expect(image).toMatch(/install -d -o 1000 -g 1000 \/var\/lib\/pda\n(?:.*\n)*USER 1000/);
  });

  it("takes a configuration whose secrets lie where the worker will run", async () => {
    const config = join(folder, "named.yaml");
    const names = "sasl: {mechanism: plain, username: pda, password-file: /run/secrets/kafka}";
    writeFileSync(config, `brokers: kafka:9092\ninput: clicks\noutput: attributions\n${names}\n`);
    const { out, said, code } = await deploy("named", "--config", config);
    expect(said).toBe(`next: ${join(out, "README.md")}\n`);
    expect(code).toBe(exitCodes.good);
    expect(Object.keys(manifests(out).read("secret.example.yaml").stringData)).toEqual([
      "sasl-password",
      "token",
    ]);
  });

  it("says where a first start is told to begin, and which files are to be mounted", async () => {
    const readme = async (...flags: string[]) =>
      readFileSync(join((await deploy("told", ...KAFKA, ...flags)).out, "README.md"), "utf8");
    expect(await readme()).toContain("`pda deploy` once more with `--from earliest`");
    expect(await readme("--from", "latest")).toContain("it begins where `from` says");
    expect(await readme("--fill", "a.ndjson", "--schemas", "avro")).toContain(
      "must be mounted at the same path: `avro` (`schemas`), `a.ndjson` (`fill`).",
    );
  });

  it("draws only metrics that there are, in panels that do not overlap", async () => {
    const { out } = await deploy("drawn", ...KAFKA);
    const { panels, templating } = JSON.parse(readFileSync(join(out, "dashboard.json"), "utf8"));
    const known = Object.values(metrics).map(({ name }) => name);
    const places = new Set<string>();
    for (const { targets, gridPos, title } of panels) {
      for (const { expr } of targets as { expr: string }[]) {
        const names = expr.match(/\b(?:pda|nodejs|process)_[a-z_]+/g) ?? [];
        expect(names.length, title).toBeGreaterThan(0);
        for (const name of names) expect(known, title).toContain(name.replace(/_bucket$/, ""));
      }
      places.add(`${gridPos.x},${gridPos.y}`);
    }
    expect(places.size).toBe(panels.length);
    expect(JSON.stringify(templating)).toContain(metrics.build.name);
  });

  it("mounts the same in the compose file, and asks for nothing that is not there", async () => {
    const { out } = await deploy("composed", ...AS_CHECKED_IN);
    const { services, secrets } = manifests(out).read("compose.yaml");
    for (const service of Object.values(services) as {
      volumes: string[];
      secrets: { source: string }[];
    }[]) {
      for (const volume of service.volumes) {
        const [from] = volume.split(":");
        expect(readdirSync(out)).toContain(from!.replace("./", ""));
      }
      for (const { source } of service.secrets) expect(secrets).toHaveProperty(source);
    }
    const dockerfile = readFileSync(join(out, "Dockerfile"), "utf8");
    expect(dockerfile).toMatch(/^ENTRYPOINT .*"worker"\]$/m);
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
  });

  it("writes no secret that it was given", async () => {
    const secret = join(folder, "password");
    writeFileSync(secret, "hush-hush");
    const { out, code } = await deploy("quiet", ...AS_CHECKED_IN, "--sasl-password-file", secret);
    expect(code).toBe(exitCodes.good);
    for (const name of filesBelow(out)) {
      expect(readFileSync(join(out, name), "utf8"), name).not.toContain("hush-hush");
    }
  });

  it("refuses a pattern that does not check, a route that no output takes, files that lie apart", async () => {
    const terminal = fakeTerminal();
    const flags = ["--out", join(folder, "wrong"), ...KAFKA];
    expect(await runProgram(["deploy", "README.md", ...flags], terminal)).toBe(exitCodes.findings);
    const routed = await deploy("routed", ...KAFKA, "--output", "nothing=t");
    expect(routed.code).toBe(exitCodes.usage);
    const apart = fakeTerminal();
    const two = ["deploy", SAMPLE, "patterns/strict-funnel/pattern.pda", ...flags];
    expect(await runProgram(two, apart)).toBe(exitCodes.usage);
    expect(apart.noted()).toContain("must lie together");
  });
});

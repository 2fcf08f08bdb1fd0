import { ownTopics } from "../../config/topics.ts";
import { type Deployment, secretFile } from "./plan.ts";

/** What is in the folder, and in which order it is used. */
export function deploymentReadme(deployment: Deployment): string {
  const { name, image, values, partitions, replicas, secrets, version, port } = deployment;
  const input = (values.input ?? []).join(", ");
  const topics = ownTopics(values).map(({ topic, role }) => `\`${topic}\` (${role})`);
  const secretLines =
    secrets.length === 0
      ? ["It needs no secret."]
      : [
          `Secrets: ${secrets.map((key) => `\`${secretFile(key)}\``).join(", ")}. For Kubernetes fill in a copy of \`secret.example.yaml\` and apply it, for compose put each into a file of \`secrets/\`. The token is yours to choose.`,
        ];
  const files = (["tls.ca", "tls.cert", "tls.key", "schemas", "fill"] as const).flatMap((key) =>
    [values[key] ?? []].flat().map((path) => `\`${path}\` (\`${key}\`)`),
  );
  const mounted =
    files.length === 0
      ? []
      : [`Files that are not here and must be mounted at the same path: ${files.join(", ")}.`, ""];
  const firstStart =
    values.from === undefined
      ? "5. First start: `pda deploy` once more with `--from earliest` (or `latest`, or a time), or `from: earliest` in `worker.yaml` and, for Kubernetes, in `kubernetes/configmap.yaml`. Later it has no effect."
      : "5. First start: it begins where `from` says. Later that has no effect.";
  return `${[
    `# ${name}`,
    "",
    `Written by \`pda deploy\` of version ${version}. Reads ${input} (${partitions} partitions), writes ${topics.join(", ")}.`,
    "",
    ...mounted,
    "1. Topics: `sh topics.sh` with Kafka's tools, or `pda worker init` with the same configuration. Rights: `sh acls.sh`, where the cluster has access control.",
    `2. Image: \`npm pack\` in the package's folder, its \`.tgz\` here, then \`docker build -t ${image} .\``,
    `3. ${secretLines[0]}`,
    "4. First look: `docker compose run --rm check`, or `pda worker --config … --check`. It reads nothing.",
    firstStart,
    `6. \`docker compose up\`, or \`kubectl apply -f kubernetes/\`: ${replicas} workers; more than ${partitions} are of no use.`,
    `7. Prometheus reads each worker at port ${port}, path \`/metrics\`, with the token as bearer token; \`dashboard.json\` is for Grafana.`,
    "",
    "A pattern is changed while sessions are open by `pda plan`, not by deploying another file over it.",
  ].join("\n")}\n`;
}

import { stringify } from "yaml";
import {
  CONFIG_FILE,
  DATA_FOLDER,
  type Deployment,
  PATTERN_FOLDER,
  SECRET_FOLDER,
  secretFile,
  secretVariables,
} from "./plan.ts";

/** The image: Node.js and the package, nothing of the pattern, so that one image serves all. */
export const dockerfile = ({ version, port }: Pick<Deployment, "version" | "port">): string =>
  `# Put the package beside this file first: npm pack
FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/pushdown
COPY pushdown-${version}.tgz ./
RUN npm init -y > /dev/null \\
  && npm install --omit=dev --no-audit --no-fund ./pushdown-${version}.tgz \\
  && rm pushdown-${version}.tgz \\
  && npm cache clean --force \\
  && install -d -o 1000 -g 1000 ${DATA_FOLDER}
# Node.js's own user, by number: who runs it must see that it is not root
USER 1000:1000
EXPOSE ${port}
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:${port}/livez').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/pushdown/node_modules/pushdown/dist/src/cli/main.js", "worker"]
`;

/** To run it on one machine, beside a broker that is there. */
export function composeFile(deployment: Deployment): string {
  const { image, port, secrets, values } = deployment;
  const worker = {
    image,
    build: { context: "." },
    volumes: [`./worker.yaml:${CONFIG_FILE}:ro`, `./patterns:${PATTERN_FOLDER}:ro`],
    environment: secretVariables(deployment),
    secrets: secrets.map((key) => ({
      source: secretFile(key),
      target: `${SECRET_FOLDER}/${secretFile(key)}`,
    })),
  };
  const onDisk = values.store === "disk";
  const broker = values.brokers?.[0] ?? "kafka:9092";
  const composed = {
    services: {
      worker: {
        ...worker,
        ...(onDisk ? { volumes: [...worker.volumes, `data:${DATA_FOLDER}`] } : {}),
        command: ["--config", CONFIG_FILE],
        ports: [`127.0.0.1:${port}:${port}`],
        restart: "on-failure",
        stop_grace_period: "30s",
        read_only: true,
        mem_limit: "1g",
      },
      check: {
        ...worker,
        profiles: ["check"],
        command: ["--config", CONFIG_FILE, "--check"],
      },
    },
    ...(secrets.length > 0
      ? {
          secrets: Object.fromEntries(
            secrets.map((key) => [secretFile(key), { file: `./secrets/${secretFile(key)}` }]),
          ),
        }
      : {}),
    ...(onDisk ? { volumes: { data: {} } } : {}),
  };
  return `# docker compose up; the broker is yours, at ${broker}\n${HELD}${stringify(composed, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  })}`;
}

const HELD =
  "# A file of this form was held against the schema of the Compose specification; no engine has run it.\n";

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

/** Keys of a ConfigMap have no slashes. */
const mapKey = (path: string): string => path.replaceAll("/", "__");

/** Plain manifests: `kubectl apply -f kubernetes/`. */
export function kubernetesFiles(deployment: Deployment): ReadonlyMap<string, string> {
  const documents = {
    "configmap.yaml": configMap(deployment),
    "worker.yaml": worker(deployment),
    "service.yaml": service(deployment),
    "disruption-budget.yaml": disruptionBudget(deployment),
  };
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(documents)) {
    found.set(`kubernetes/${name}`, manifest(value));
  }
  // Beside the folder: applied with the others, it would overwrite the secret that was filled in.
  if (deployment.secrets.length > 0) found.set("secret.example.yaml", manifest(secret(deployment)));
  return found;
}

const manifest = (value: object): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

const labels = ({ name }: Deployment) => ({
  "app.kubernetes.io/name": "pda-worker",
  "app.kubernetes.io/instance": name,
});

const metadata = (deployment: Deployment, suffix = "") => ({
  name: `${deployment.name}-worker${suffix}`,
  labels: labels(deployment),
});

const configMap = (deployment: Deployment) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata(deployment),
  data: {
    "worker.yaml": stringify(deployment.config, { lineWidth: 0 }),
    ...Object.fromEntries(deployment.files.map(({ path, text }) => [mapKey(path), text])),
  },
});

const secret = (deployment: Deployment) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadata(deployment),
  type: "Opaque",
  stringData: Object.fromEntries(deployment.secrets.map((key) => [secretFile(key), "REPLACE ME"])),
});

/** State in memory needs no identity; state on disk has a volume of its own for each. */
function worker(deployment: Deployment) {
  const { replicas, values } = deployment;
  const onDisk = values.store === "disk";
  const selector = { matchLabels: labels(deployment) };
  const template = podTemplate(deployment, onDisk);
  if (!onDisk) {
    // Fewer moves of tasks than one more pod and one less, again and again.
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
    const spec = { replicas, strategy, selector, template };
    return { apiVersion: "apps/v1", kind: "Deployment", metadata: metadata(deployment), spec };
  }
  const volume = {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
  };
  const spec = {
    ...{ replicas, serviceName: `${deployment.name}-worker`, selector, template },
    volumeClaimTemplates: [volume],
  };
  return { apiVersion: "apps/v1", kind: "StatefulSet", metadata: metadata(deployment), spec };
}

function podTemplate(deployment: Deployment, onDisk: boolean) {
  const { name, files, secrets } = deployment;
  const map = { name: `${name}-worker` };
  const items = files.map(({ path }) => ({ key: mapKey(path), path }));
  return {
    metadata: { labels: labels(deployment) },
    spec: {
      // Variables of a service called `pda` would be taken for configuration.
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      // A graceful stop takes 5 s; the rest is for a machine that has much to do.
      terminationGracePeriodSeconds: 30,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "kubernetes.io/hostname",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: labels(deployment) },
        },
      ],
      containers: [container(deployment, onDisk)],
      volumes: [
        {
          name: "config",
          configMap: { ...map, items: [{ key: "worker.yaml", path: "worker.yaml" }] },
        },
        { name: "patterns", configMap: { ...map, items } },
        ...(secrets.length > 0 ? [{ name: "secrets", secret: { secretName: map.name } }] : []),
      ],
    },
  };
}

const MEMORY_MB = 1024;

function container(deployment: Deployment, onDisk: boolean) {
  const { image, port, secrets } = deployment;
  const variables = secretVariables(deployment);
  const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
    httpGet: { path, port: "http" },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 5,
  });
  return {
    name: "worker",
    image,
    args: ["--config", CONFIG_FILE],
    ports: [{ name: "http", containerPort: port }],
    env: [
      { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      // Where the other workers ask for keys that this one has.
      { name: "PDA_ADVERTISE", value: `$(POD_IP):${port}` },
      // Three quarters of the limit: the rest is for what lies beside the heap.
      { name: "NODE_OPTIONS", value: `--max-old-space-size=${(MEMORY_MB * 3) / 4}` },
      ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    ],
    resources: {
      requests: { cpu: "500m", memory: `${MEMORY_MB}Mi` },
      limits: { memory: `${MEMORY_MB}Mi` },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    // Restoring is life: only readiness waits for it.
    startupProbe: probe("/livez", 2, 30),
    livenessProbe: probe("/livez", 10, 6),
    readinessProbe: probe("/readyz", 5, 1),
    volumeMounts: [
      { name: "config", mountPath: CONFIG_FILE, subPath: "worker.yaml", readOnly: true },
      { name: "patterns", mountPath: PATTERN_FOLDER, readOnly: true },
      ...(secrets.length > 0
        ? [{ name: "secrets", mountPath: SECRET_FOLDER, readOnly: true }]
        : []),
      ...(onDisk ? [{ name: "data", mountPath: DATA_FOLDER }] : []),
    ],
  };
}

/** Headless: whoever asks for metrics or keys asks each pod. */
const service = (deployment: Deployment) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata(deployment),
  spec: {
    clusterIP: "None",
    selector: labels(deployment),
    ports: [{ name: "http", port: deployment.port, targetPort: "http" }],
  },
});

const disruptionBudget = (deployment: Deployment) => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: metadata(deployment),
  spec: { maxUnavailable: 1, selector: { matchLabels: labels(deployment) } },
});

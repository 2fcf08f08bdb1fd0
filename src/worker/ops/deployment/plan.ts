import { effective } from "../../config/effective.ts";
import type { Places } from "../../config/origin.ts";
import { hostPort } from "../../config/reach.ts";
import {
  type Configuration,
  environmentName,
  type Key,
  keys,
  settingOf,
} from "../../config/settings.ts";
import { applicationOf } from "../../config/topics.ts";

/** A file of the pattern, by its path beside the first. */
export interface PatternFile {
  readonly path: string;
  readonly text: string;
}

export interface Deployment {
  readonly values: Configuration;
  /** What was said, as the deployed worker's file has it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly image: string;
  readonly version: string;
  /** Files that patterns are made of; the first `patterns` of them are named in the configuration. */
  readonly files: readonly PatternFile[];
  readonly partitions: number;
  readonly replicas: number;
  /** Secrets that must be given, as keys of the configuration. */
  readonly secrets: readonly Key[];
  readonly port: number;
}

/** Where the image has them. */
export const PATTERN_FOLDER = "/etc/pda/patterns";
export const CONFIG_FILE = "/etc/pda/worker.yaml";
export const SECRET_FOLDER = "/run/secrets/pda";
export const DATA_FOLDER = "/var/lib/pda";
const PORT = 9464;
const REPLICAS = 3;

export interface Wanted {
  readonly values: Configuration;
  readonly places: Places;
  readonly files: readonly PatternFile[];
  /** Of those, the ones to run. */
  readonly run: readonly string[];
  readonly partitions: number;
  readonly image: string | undefined;
  readonly version: string;
}

export function planDeployment(wanted: Wanted): Deployment {
  const { values, places, files, partitions, version } = wanted;
  const name = applicationOf(values)
    .replaceAll(/[^a-zA-Z0-9-]/g, "-")
    .replaceAll(/[A-Z]/g, lower);
  const port =
    places.has("listen") && values.listen !== "off" ? hostPort(values.listen).port : PORT;
  const said = Object.entries(effective(values)).filter(
    ([key]) => places.has(key as Key) && settingOf(key as Key).secret !== true,
  );
  const config = {
    ...Object.fromEntries(said),
    patterns: wanted.run.map((path) => `${PATTERN_FOLDER}/${path}`),
    app: applicationOf(values),
    listen: `0.0.0.0:${port}`,
    ...(values.store === "disk" ? { "store-folder": DATA_FOLDER } : {}),
  };
  return {
    ...{ values, config, name, files, partitions, version, port },
    image: wanted.image ?? `pushdown:${version}`,
    replicas: Math.min(REPLICAS, partitions),
    secrets: keys.filter((key) => settingOf(key).secret === true && values[key] !== undefined),
  };
}

const lower = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 32);

/** Of a secret's file; no dots, which Kubernetes' keys may have and people mistype. */
export const secretFile = (key: Key): string => key.replaceAll(".", "-");

export const secretVariables = ({ secrets }: Deployment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    secrets.map((key) => [`${environmentName(key)}_FILE`, `${SECRET_FOLDER}/${secretFile(key)}`]),
  );

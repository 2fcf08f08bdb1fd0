import { stringify } from "yaml";
import { aclCommands, topicCommands } from "../setup/commands.ts";
import { plannedTopics } from "../setup/topic-plan.ts";
import { composeFile, dockerfile } from "./container.ts";
import { dashboard } from "./dashboard.ts";
import { kubernetesFiles } from "./kubernetes.ts";
import type { Deployment } from "./plan.ts";
import { deploymentReadme } from "./readme.ts";

/** Everything that `pda deploy` writes, by path. */
export function deploymentFiles(deployment: Deployment): ReadonlyMap<string, string> {
  const { values, config, name, partitions, files } = deployment;
  const topics = plannedTopics(values, partitions);
  const script = (about: string, commands: readonly string[]): string =>
    ["#!/bin/sh", `# ${about}`, "set -e", ...commands, ""].join("\n");
  const principal = `User:${values["sasl.username"] ?? name}`;
  return new Map([
    ["README.md", deploymentReadme(deployment)],
    // The paths are those inside the container.
    ["worker.yaml", stringify(config, { lineWidth: 0 })],
    ["topics.sh", script("Topics that the worker writes", topicCommands(values, topics))],
    [
      "acls.sh",
      script("What the worker's user must be allowed", aclCommands(values, topics, principal)),
    ],
    ["Dockerfile", dockerfile(deployment)],
    ["compose.yaml", composeFile(deployment)],
    ["dashboard.json", dashboard(name)],
    ...files.map(({ path, text }) => [`patterns/${path}`, text] as const),
    ...kubernetesFiles(deployment),
  ]);
}

import { type Key, keys, settingOf } from "../../src/worker/config/settings.ts";
import { metrics } from "../../src/worker/ops/metrics.ts";

/** Every key of a worker's configuration, as its one table has it. */
export function settingsTable(): string {
  return ["| key | unless said | what it is |", "|---|---|---|", ...keys.map(settingRow)].join(
    "\n",
  );
}

function settingRow(key: Key): string {
  const { kind, says, secret, unsaid, otherwise } = settingOf(key);
  const usual = unsaid === undefined ? (otherwise ?? "") : `\`${kind.spell(unsaid)}\``;
  const choices = kind.choices?.map((one) => `\`${one}\``).join(", ");
  const notes = [
    ...(choices === undefined || kind.name === "switch" ? [] : [choices]),
    ...(kind.several === true ? ["may be several"] : []),
    ...(secret === true ? ["secret"] : []),
  ];
  const rest = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  return `| \`${key}\` | ${usual} | ${says}${rest} |`;
}

/** Every metric: what it means, and what to do. */
export const metricSections = (): string =>
  Object.values(metrics)
    .map(({ name, type, labels, says, act }) => {
      const by = labels.length === 0 ? "" : ` by ${labels.map((one) => `\`${one}\``).join(", ")}`;
      return `### ${name}\n\n${says}. A ${type}${by}.\n\n${act}`;
    })
    .join("\n\n");

import { tails } from "../worker/control/tail.ts";
import type { Transport } from "../worker/transport.ts";

/**
 * Where tasks have gone over to another pattern: a replay steps all records with one. Empty where none has, or
 * where the changelog is not there to tell.
 */
export async function changesText(transport: Transport, changelog: string): Promise<string> {
  const partitions = (await transport.admin.partitions([changelog])).get(changelog) ?? 0;
  const metas = await tails(transport, changelog, partitions);
  const places = metas.flatMap((meta, task) =>
    (meta?.changed?.at ?? []).map(([topic, offset]) => `${topic}-${task}@${offset}`),
  );
  if (places.length === 0) return "";
  return [
    `note: the pattern has changed, last at ${places.join(", ")}; all of it was replayed with the\n`,
    "      one that was named. What other patterns have put out is told as different\n",
  ].join("");
}

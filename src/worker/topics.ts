import type { WorkerOptions } from "./options.ts";
import { Stopped } from "./task/stopped.ts";
import type { Admin } from "./transport.ts";

export interface Topics {
  /** Of the inputs. */
  readonly partitions: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** A key must lie in the same partition number everywhere, now and later. */
export async function topicsOf(
  admin: Admin,
  { app, inputs, changelog }: Pick<WorkerOptions, "app" | "inputs" | "changelog">,
  written: readonly string[],
): Promise<Topics> {
  const all = [...inputs, changelog, ...written];
  const counts = await admin.partitions(all);
  const missing = all.filter((topic) => !counts.has(topic));
  if (missing.length > 0) {
    throw new Stopped(
      "topic missing",
      missing.length === 1
        ? `there is no topic ${missing[0]}`
        : `these topics are not there: ${missing.join(", ")}`,
      "`pda worker init` creates the worker's topics; an input is its producer's to create",
    );
  }
  const partitions = counts.get(inputs[0]!)!;
  const told = [...inputs, changelog].map((topic) => `${topic} has ${counts.get(topic)}`);
  if ([...inputs, changelog].some((topic) => counts.get(topic) !== partitions)) {
    throw new Stopped(
      "partition count",
      `inputs and changelog must have equally many partitions, but ${told.join(", ")}`,
      `with other partitions keys lie elsewhere: make ${changelog} anew with as many as the inputs and build the state anew with pda state reset --app ${app}`,
    );
  }
  return { partitions, counts };
}

import type { Mechanism } from "./mechanism.ts";
import { batches } from "./mechanisms/batches.ts";
import { collectors } from "./mechanisms/collectors.ts";
import { copies } from "./mechanisms/copies.ts";
import { correction } from "./mechanisms/correction.ts";
import { loss } from "./mechanisms/loss.ts";
import { network } from "./mechanisms/network.ts";
import { offline } from "./mechanisms/offline.ts";
import { partitions } from "./mechanisms/partitions.ts";
import { retry } from "./mechanisms/retry.ts";
import { rewind } from "./mechanisms/rewind.ts";
import { skew } from "./mechanisms/skew.ts";
import { truncate } from "./mechanisms/truncate.ts";
import { unload } from "./mechanisms/unload.ts";

/** Every mechanism, D1 to D13 of the literature's causes; each in a file of its name. */
export const mechanisms: readonly Mechanism[] = [
  collectors,
  retry,
  partitions,
  offline,
  skew,
  correction,
  network,
  unload,
  rewind,
  copies,
  truncate,
  loss,
  batches,
];

export const mechanismNamed = (name: string): Mechanism | undefined =>
  mechanisms.find((each) => each.name === name);

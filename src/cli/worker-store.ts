import type { Configuration } from "../worker/config/settings.ts";
import { sessionsThatFit } from "../worker/ops/room.ts";
import { lmdbShelves } from "../worker/store/lmdb-shelves.ts";
import { Store } from "../worker/store/store.ts";

/** Where sessions lie that outgrow memory; nothing where all are in it. */
export function storeOf(values: Configuration): { readonly store?: Store } {
  const folder = values["store-folder"];
  if (values.store !== "disk" || folder === undefined) return {};
  return { store: new Store(lmdbShelves(folder), values["store-awake"]) };
}

/** Open sessions beyond which a process stops; null: a disk has room for more than memory. */
export function sessionsAllowed(values: Configuration): number | null {
  const said = values["max-sessions"];
  if (said !== undefined) return said;
  return values.store === "disk" ? null : sessionsThatFit();
}

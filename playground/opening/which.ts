import { first, openings } from "virtual:opening";
import { remembered } from "../panes/remembered.ts";
import type { Recorded } from "./recorded.ts";

/**
 * The recorded example that is shown at first, being fetched: the one that the address names; where nothing is in the
 * address, nothing in the page and nothing was left here, the opening one. Null: what is shown has to be compiled.
 */
export function opening(): Promise<{ readonly recorded: Recorded }> | null {
  const id = named() ?? (nothingElse() ? first : null);
  const fetch = id !== null && Object.hasOwn(openings, id) ? openings[id] : undefined;
  return fetch?.() ?? null;
}

const named = (): string | null => /^#example\/([a-z0-9-]+)$/.exec(location.hash)?.[1] ?? null;

const nothingElse = (): boolean =>
  /^#?$/.test(location.hash) &&
  (document.getElementById("pushdown-data")?.textContent ?? "").trim() === "" &&
  remembered("draft") === null;

/** What a link, a file or a one-file page carries. */
export interface Shared {
  readonly pattern: string;
  readonly log: { readonly name: string; readonly text: string } | null;
}

/** The number of the form stands first, so that later ones can tell. */
const FORMAT = "pushdown.playground/1";

export const sharedText = ({ pattern, log }: Shared): string =>
  JSON.stringify({ format: FORMAT, pattern, log });

export type Read = { readonly shared: Shared } | { readonly refused: string };

/** Anything may stand in a link: what is not of this form is refused, in words. */
export function readShared(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: "what it holds is damaged" };
  }
  if (typeof value !== "object" || value === null) return { refused: "what it holds is damaged" };
  const { format, pattern, log } = value as Record<string, unknown>;
  if (typeof format !== "string" || !format.startsWith("pushdown.playground/"))
    return { refused: "it does not come from this playground" };
  if (format !== FORMAT)
    return { refused: `it was made by a newer playground (${format.slice(0, 40)})` };
  if (typeof pattern !== "string") return { refused: "what it holds is damaged" };
  return { shared: { pattern, log: readLog(log) } };
}

function readLog(log: unknown): Shared["log"] {
  if (typeof log !== "object" || log === null) return null;
  const { name, text } = log as Record<string, unknown>;
  return typeof name === "string" && typeof text === "string"
    ? { name: name.slice(0, 200), text }
    : null;
}

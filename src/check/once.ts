import type { Span } from "../diagnostic/diagnostic.ts";
import type { Name } from "../syntax/tree.ts";
import type { Report } from "./report.ts";

/** Names that have been given; a second one of the same is reported and not kept. */
export function createRegister(report: Report, what: string) {
  const given = new Map<string, Span>();
  return (name: Name): boolean => {
    const before = given.get(name.text);
    if (before === undefined) {
      given.set(name.text, name.span);
      return true;
    }
    report.error("PDA0109", name.span, `there are two ${what} called \`${name.text}\``, {
      label: "again",
      related: [{ span: before, text: "first here" }],
      help: ["give one of them another name"],
    });
    return false;
  };
}

/** The one statement of its kind; further ones are reported. */
export function only<T extends { readonly span: Span }>(
  items: readonly T[],
  what: string,
  report: Report,
): T | null {
  const [first, ...more] = items;
  for (const one of more) {
    report.error("PDA0402", one.span, `${what} is stated twice`, {
      label: "again",
      related: [{ span: first!.span, text: "first here" }],
      help: ["leave one of the two out"],
    });
  }
  return first ?? null;
}

import type { Automaton } from "../../automaton/automaton.ts";
import { closest } from "../../diagnostic/suggest.ts";

/** Which topic takes which outputs. */
export interface Routes {
  /** By the name of an output, else by its kind. */
  readonly named: ReadonlyMap<string, string>;
  /** Takes all that no name and no kind takes; null: there must be none. */
  readonly rest: string | null;
}

export type RoutesResult =
  | { readonly kind: "routes"; readonly routes: Routes }
  | { readonly kind: "error"; readonly messages: readonly string[] };

/**
 * Reads `attribution=T1`, `alert=T2`, and a bare `T3` for all the rest, and holds them against what
 * the patterns put out: an output without a topic would be lost, a name that none has is a slip.
 */
export function readRoutes(
  written: readonly string[],
  automata: readonly Automaton[],
): RoutesResult {
  const named = new Map<string, string>();
  const messages: string[] = [];
  let rest: string | null = null;
  for (const each of written) {
    const at = each.indexOf("=");
    const name = at < 0 ? null : each.slice(0, at).trim();
    const topic = each.slice(at + 1).trim();
    const before: string | null | undefined = name === null ? rest : named.get(name);
    if (!TOPIC.test(topic) || topic === "." || topic === "..")
      messages.push(
        `--output ${each}: ${JSON.stringify(topic)} is no topic's name; letters, digits, ".", "_" and "-" make one, at most 249 of them`,
      );
    else if (before != null && before !== topic)
      messages.push(
        `--output ${each}: ${name === null ? "the rest goes" : `\`${name}\` goes`} to ${before} already`,
      );
    else if (name === null) rest = topic;
    else named.set(name, topic);
  }
  const routes: Routes = { named, rest };
  const outputs = automata.flatMap(outputsOf);
  const known = [...new Set(outputs.flatMap(({ name, kind }) => [name, kind]))];
  for (const name of named.keys()) {
    if (known.includes(name)) continue;
    const meant = closest(name, known);
    messages.push(
      `--output ${name}=…: no pattern has an output or a kind \`${name}\`${meant === null ? `; there is ${known.map((each) => `\`${each}\``).join(", ")}` : `; did you mean \`${meant}\`?`}`,
    );
  }
  for (const { pattern, name, kind } of outputs) {
    if (topicOf(routes, name, kind) !== null) continue;
    messages.push(
      `the output \`${name}\` of ${pattern} has no topic: add --output ${name}=TOPIC, or --output ${kind}=TOPIC for all of its kind, or --output TOPIC for all the rest`,
    );
  }
  return messages.length > 0 ? { kind: "error", messages } : { kind: "routes", routes };
}

export const topicOf = ({ named, rest }: Routes, output: string, kind: string): string | null =>
  named.get(output) ?? named.get(kind) ?? rest;

/** Every topic that may be written to. */
export const routedTopics = (routes: Routes): readonly string[] => [
  ...new Set([...routes.named.values(), ...(routes.rest === null ? [] : [routes.rest])]),
];

interface NamedOutput {
  readonly pattern: string;
  readonly name: string;
  readonly kind: string;
}

/** Also that of `late emit NAME` (rule 36). */
function outputsOf({ pattern, outputs, order }: Automaton): readonly NamedOutput[] {
  const late = order?.late;
  return [
    ...outputs.map(({ name, kind }) => ({ pattern, name, kind })),
    ...(late?.kind === "emit" ? [{ pattern, name: late.output, kind: "late" }] : []),
  ];
}

const TOPIC = /^[A-Za-z0-9._-]{1,249}$/;

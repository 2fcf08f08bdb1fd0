import type { Automaton } from "../../automaton/automaton.ts";
import { closest } from "../../diagnostic/suggest.ts";

/** Which topic takes which outputs: by an output's name, else its kind, else `*`. */
export type Routes = Readonly<Record<string, string>>;

export const REST = "*";

/**
 * What is wrong with routes, one sentence each: an output without a topic would be lost, and a name
 * that no pattern has is a slip.
 */
export function routeFaults(routes: Routes, automata: readonly Automaton[]): readonly string[] {
  const outputs = automata.flatMap(outputsOf);
  const known = [...new Set(outputs.flatMap(({ name, kind }) => [name, kind]))];
  const unknown = Object.keys(routes)
    .filter((name) => name !== REST && !known.includes(name))
    .map((name) => `\`${name}=${routes[name]}\`: ${unknownName(name, known)}`);
  const lost = outputs
    .filter(({ name, kind }) => topicOf(routes, name, kind) === null)
    .map(
      ({ pattern, name, kind }) =>
        `the output \`${name}\` of ${pattern} has no topic: say \`${name}=TOPIC\`, or \`${kind}=TOPIC\` for all of its kind, or a TOPIC alone for all that have none`,
    );
  return [...unknown, ...lost];
}

export function topicOf(routes: Routes, output: string, kind: string): string | null {
  for (const name of [output, kind, REST]) if (Object.hasOwn(routes, name)) return routes[name]!;
  return null;
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  const names = known.map((each) => `\`${each}\``).join(", ");
  const way = meant === null ? `there is ${names}` : `did you mean \`${meant}\`?`;
  return `no pattern has an output or a kind \`${name}\`; ${way}`;
}

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

/** Every topic that outputs may go to. */
export const routedTopics = (routes: Routes): readonly string[] => [
  ...new Set(Object.values(routes)),
];

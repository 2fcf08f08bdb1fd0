import type { ISerializedGast } from "chevrotain";
import { FileParser } from "../parser.ts";

/** A production as the parser has it, freed of Chevrotain's own terms. */
export type Production =
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Production[] }
  | {
      readonly kind: "optional" | "repeat" | "oneOrMore";
      readonly part: Production;
      readonly separator?: Production;
    }
  | { readonly kind: "rule"; readonly name: string }
  /** A word or mark, written as it is; or the name of a class of tokens. */
  | { readonly kind: "token"; readonly text: string; readonly literal: boolean };

export interface NamedProduction {
  readonly name: string;
  readonly production: Production;
}

interface Node extends Omit<ISerializedGast, "definition"> {
  readonly name?: string;
  readonly nonTerminalName?: string;
  readonly label?: string;
  readonly definition?: readonly Node[];
  readonly separator?: Node;
}

/** Every rule, `file` first; in the order of the parser otherwise. */
export function productions(): readonly NamedProduction[] {
  const rules = new FileParser(() => null).getSerializedGastProductions() as readonly Node[];
  const file: NamedProduction = {
    name: "file",
    production: { kind: "repeat", part: { kind: "rule", name: "declaration" } },
  };
  const order = [...rules].reverse();
  return [
    file,
    ...order.map((rule) => ({
      name: rule.name ?? "",
      production: sequence(rule.definition ?? []),
    })),
  ];
}

function sequence(nodes: readonly Node[]): Production {
  const parts = nodes.map(production);
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "sequence", parts };
}

function production(node: Node): Production {
  const inner = node.definition ?? [];
  switch (node.type) {
    case "Terminal":
      return token(node);
    case "NonTerminal":
      return { kind: "rule", name: node.name ?? node.nonTerminalName ?? "" };
    case "Option":
      return { kind: "optional", part: sequence(inner) };
    case "Repetition":
      return { kind: "repeat", part: sequence(inner) };
    case "RepetitionWithSeparator":
      return separated("repeat", node);
    case "RepetitionMandatory":
      return { kind: "oneOrMore", part: sequence(inner) };
    case "RepetitionMandatoryWithSeparator":
      return separated("oneOrMore", node);
    case "Alternation":
      // A choice of one: it is there for its condition only.
      if (inner.length === 1) return production(inner[0]!);
      return { kind: "choice", parts: inner.map(production) };
    default:
      return sequence(inner);
  }
}

function separated(kind: "repeat" | "oneOrMore", node: Node): Production {
  const part = sequence(node.definition ?? []);
  return node.separator === undefined
    ? { kind, part }
    : { kind, part, separator: token(node.separator) };
}

function token(node: Node): Production {
  const label = node.label ?? node.name ?? "";
  const literal = label !== node.name;
  return { kind: "token", text: literal ? label : label.toUpperCase(), literal };
}

import type { ISerializedGast, TokenType } from "chevrotain";
import { FileParser } from "../../../grammar/parser.ts";
import { allTokens } from "../../../grammar/tokens.ts";

/** The grammar as a graph: one step for each token, and a way in for each rule. */
export type Node =
  | { readonly is: "token"; readonly type: TokenType; readonly rule: string; next: Node }
  /** `site` tells apart several calls of one rule in another: `pattern/anyName/2`. */
  | { readonly is: "call"; readonly rule: string; readonly site: string; next: Node }
  | { readonly is: "split"; readonly ways: Node[] }
  | { readonly is: "end" };

export type Graph = ReadonlyMap<string, Node>;

interface Production extends Omit<ISerializedGast, "definition"> {
  readonly name?: string;
  readonly nonTerminalName?: string;
  readonly definition?: readonly Production[];
  readonly separator?: Production;
}

/** The grammar that the parser itself was recorded as. Conditions that look ahead are not in it: it allows a little more. */
export function grammarGraph(): Graph {
  const rules = new FileParser(() => null).getSerializedGastProductions() as readonly Production[];
  const types = new Map(allTokens.map((type) => [type.name, type]));
  const end: Node = { is: "end" };
  const graph = new Map(
    rules.map((rule) => {
      const name = rule.name ?? "";
      const builder = new RuleBuilder(name, types);
      return [name, builder.sequence(rule.definition ?? [], end)];
    }),
  );
  // The parser reads one declaration at a time; a file is any number of them.
  const file: Node = { is: "split", ways: [end] };
  file.ways.push({ is: "call", rule: "declaration", site: "file/declaration/1", next: file });
  return graph.set("file", file);
}

class RuleBuilder {
  private readonly rule: string;
  private readonly types: ReadonlyMap<string, TokenType>;
  private readonly calls = new Map<string, number>();

  constructor(rule: string, types: ReadonlyMap<string, TokenType>) {
    this.rule = rule;
    this.types = types;
  }

  /** In written order, so that calls are numbered as they stand; linked from the last to the first. */
  sequence(productions: readonly Production[], next: Node): Node {
    const made = productions.map((one) => this.make(one));
    return made.reduceRight((after, link) => link(after), next);
  }

  private make(production: Production): (next: Node) => Node {
    const inner = production.definition ?? [];
    switch (production.type) {
      case "Terminal":
        return this.token(production);
      case "NonTerminal": {
        const rule = production.name ?? production.nonTerminalName ?? "";
        const count = (this.calls.get(rule) ?? 0) + 1;
        this.calls.set(rule, count);
        const site = `${this.rule}/${rule}/${count}`;
        return (next) => ({ is: "call", rule, site, next });
      }
      case "Alternation": {
        const ways = inner.map((one) => this.parts(one.definition ?? [one]));
        return (next) => ({ is: "split", ways: ways.map((link) => link(next)) });
      }
      case "Option": {
        const body = this.parts(inner);
        return (next) => ({ is: "split", ways: [body(next), next] });
      }
      case "Repetition":
      case "RepetitionMandatory":
      case "RepetitionWithSeparator":
      case "RepetitionMandatoryWithSeparator":
        return this.repetition(production);
      default:
        return this.parts(inner);
    }
  }

  private parts(productions: readonly Production[]): (next: Node) => Node {
    const made = productions.map((one) => this.make(one));
    return (next) => made.reduceRight((after, link) => link(after), next);
  }

  private repetition({ type, definition, separator }: Production): (next: Node) => Node {
    const body = this.parts(definition ?? []);
    const between = separator === undefined ? null : this.token(separator);
    return (next) => {
      const again: Node = { is: "split", ways: [] };
      const first = body(again);
      again.ways.push(between === null ? first : between(first), next);
      return String(type).startsWith("RepetitionMandatory")
        ? first
        : { is: "split", ways: [first, next] };
    };
  }

  private token(production: Production): (next: Node) => Node {
    const type = this.types.get(production.name ?? "");
    if (type === undefined) throw new Error(`unknown token ${production.name} in ${this.rule}`);
    return (next) => ({ is: "token", type, rule: this.rule, next });
  }
}

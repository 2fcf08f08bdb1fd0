/** A slow strict reading of one line, for comparison: JSON.parse and, over it, the rules of damage (rule 4). */

export type Node =
  | { readonly kind: "object"; readonly members: readonly (readonly [string, Node])[] }
  | { readonly kind: "array"; readonly items: readonly Node[] }
  | { readonly kind: "scalar"; readonly value: unknown; readonly source: string };

/** The value as a tree; null: damaged. */
export function strictRead(line: Uint8Array, wanted: readonly (readonly string[])[]): Node | null {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
    JSON.parse(text);
  } catch {
    return null;
  }
  for (const [quoted] of text.matchAll(/"(?:[^"\\]|\\.)*"/gs)) {
    if (!isWellFormed(JSON.parse(quoted) as string)) return null;
  }
  const tree = new Tree(text).value();
  if (depth(tree) > 500) return null;
  for (const path of wanted) if (givenTwice(tree, path)) return null;
  return tree;
}

export function isWellFormed(text: string): boolean {
  return /^(?:[^\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/.test(text);
}

/** The node at a path; undefined: there is none. */
export function at(node: Node | undefined, path: readonly string[]): Node | undefined {
  const [step, ...rest] = path;
  if (step === undefined || node === undefined) return node;
  if (node.kind === "object") return at(node.members.find(([name]) => name === step)?.[1], rest);
  if (node.kind === "array" && /^(0|[1-9][0-9]*)$/.test(step))
    return at(node.items[Number(step)], rest);
  return undefined;
}

function givenTwice(node: Node | undefined, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined || node === undefined) return false;
  if (node.kind === "object" && node.members.filter(([name]) => name === step).length > 1)
    return true;
  return givenTwice(at(node, [step]), rest);
}

function depth(node: Node): number {
  // Without recursion: the depths that are asked for are deep.
  let deepest = 0;
  const waiting: [Node, number][] = [[node, 1]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [each, level] = next;
    if (each.kind === "scalar") continue;
    deepest = Math.max(deepest, level);
    const below = each.kind === "object" ? each.members.map(([, value]) => value) : each.items;
    for (const value of below) waiting.push([value, level + 1]);
  }
  return deepest;
}

/** Reads JSON that is known to be valid, keeping every member and all digits. */
class Tree {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs) ?? [];
  }

  value(): Node {
    const token = this.#tokens[this.#next++]!;
    if (token === "{") {
      const members: [string, Node][] = [];
      while (this.#tokens[this.#next] !== "}") {
        const name = JSON.parse(this.#tokens[this.#next]!) as string;
        this.#next += 2;
        members.push([name, this.value()]);
        if (this.#tokens[this.#next] === ",") this.#next++;
      }
      this.#next++;
      return { kind: "object", members };
    }
    if (token === "[") {
      const items: Node[] = [];
      while (this.#tokens[this.#next] !== "]") {
        items.push(this.value());
        if (this.#tokens[this.#next] === ",") this.#next++;
      }
      this.#next++;
      return { kind: "array", items };
    }
    return { kind: "scalar", value: JSON.parse(token), source: token };
  }
}

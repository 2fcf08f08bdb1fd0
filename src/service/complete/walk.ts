import { Identifier, LCurly, RCurly } from "../../../grammar/tokens.ts";
import type { Token } from "../../syntax/lex.ts";
import type { Graph, Node } from "./graph.ts";

/** A rule being read: from which token on, called from where. */
export interface Frame {
  readonly rule: string;
  /** `pattern/anyName/2`; empty for the outermost. */
  readonly site: string;
  /** Index of the rule's first token, in the tokens walked. */
  readonly start: number;
  readonly parent: Frame | null;
  readonly next: Node | null;
}

/** A token that may come next, and the rules it would stand in. */
export interface Expected {
  readonly node: Extract<Node, { is: "token" }>;
  readonly frame: Frame;
}

/** Where a text goes on after some tokens. */
export interface Place {
  readonly expected: readonly Expected[];
  /** What was walked: blocks that were closed before are left out but for their braces. */
  readonly tokens: readonly Token[];
}

interface State {
  readonly node: Node;
  readonly frame: Frame;
}

/** An open block, or the file. */
interface Block {
  /** Where its members begin. */
  readonly begins: readonly State[];
  /** What was expected after each token of the member being read; at first, any member. */
  history: (readonly Expected[])[];
}

/**
 * Everything that may follow the tokens of a declaration that is being written. Blocks closed before the place
 * are skipped: what stands in them can be broken, and costs nothing. A token that fits nowhere goes on from the
 * latest place of its member where it fits, else begins the next member, and is passed over where it cannot.
 */
export function walk(graph: Graph, rule: string, before: readonly Token[]): Place {
  const tokens = withoutClosed(before);
  const root: Frame = { rule, site: "", start: 0, parent: null, next: null };
  const outermost = [{ node: graph.get(rule)!, frame: root }];
  const blocks: Block[] = [{ begins: outermost, history: [expand(graph, outermost, 0)] }];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.tokenType === RCurly && blocks.length > 1) blocks.pop();
    const outer = token.startsLine ? blockBeginning(blocks, token) : -1;
    if (outer >= 0) blocks.length = outer + 1;
    const block = blocks.at(-1)!;
    const { taken, fresh } = take(graph, block, token, at);
    if (fresh) block.history.length = 1;
    const last = at === tokens.length - 1;
    const states = (last ? exactOnes(taken, token) : taken).map(({ node, frame }) => {
      return { node: node.next, frame };
    });
    if (token.tokenType === LCurly) {
      const begins = states.length > 0 ? states : block.begins;
      const inside = expand(graph, begins, at + 1);
      // The way on after the block, should its end be met.
      block.history.push(inside.filter(({ node }) => node.type === RCurly));
      blocks.push({ begins, history: [inside] });
    } else if (states.length > 0) {
      const expected = expand(graph, states, at + 1);
      if (token.tokenType === RCurly) block.history[block.history.length - 1] = expected;
      else block.history.push(expected);
    }
  }
  return { expected: blocks.at(-1)!.history.at(-1)!, tokens };
}

/** The block around in which a word begins a member, where it can stand nowhere in the innermost: a `}` was forgotten. */
function blockBeginning(blocks: readonly Block[], token: Token): number {
  const begins = ({ history: [first] }: Block) =>
    first!.some(({ node }) => node.type === token.tokenType);
  const inner = blocks.at(-1)!;
  const fitting = inner.history.at(-1)!.some(({ node }) => fits(node.type, token));
  return begins(inner) || fitting ? -1 : blocks.findLastIndex(begins);
}

/** What takes a token, and whether it begins a member. A word at the start of a line may do both. */
function take(
  graph: Graph,
  { begins, history }: Block,
  token: Token,
  at: number,
): { readonly taken: readonly Expected[]; readonly fresh: boolean } {
  const now = history.at(-1)!.filter(({ node }) => fits(node.type, token));
  const first = new Set(history[0]!.map(({ node }) => node));
  const beginning = now.every(({ node, frame }) => first.has(node) && frame.start === at);
  if (now.length > 0 && (beginning || !token.startsLine)) return { taken: now, fresh: beginning };
  const members = expand(graph, begins, at).filter(({ node }) => node.type === token.tokenType);
  const anew = members.filter(({ node }) => !now.some((one) => one.node === node));
  if (now.length > 0) return { taken: [...now, ...anew], fresh: false };
  for (let back = history.length - 2; back > 0 && token.tokenType !== Identifier; back--) {
    const then = history[back]!.filter(({ node }) => node.type === token.tokenType);
    if (then.length > 0) return { taken: then, fresh: false };
  }
  if (members.length > 0) return { taken: members, fresh: true };
  return {
    taken: expand(graph, begins, at).filter(({ node }) => fits(node.type, token)),
    fresh: true,
  };
}

/** Right before the cursor a word is taken for the word that it is, not for a name. */
function exactOnes(taken: readonly Expected[], token: Token): readonly Expected[] {
  const exact = taken.filter(({ node }) => node.type === token.tokenType);
  return exact.length > 0 ? exact : taken;
}

const fits = (type: Expected["node"]["type"], token: Token): boolean =>
  token.tokenType === type || type.categoryMatchesMap?.[token.tokenTypeIdx] === true;

/** All tokens that states lead to without reading one. */
function expand(graph: Graph, states: readonly State[], at: number): Expected[] {
  const expected: Expected[] = [];
  const frames = new Map<Frame, Map<Node, Frame>>();
  const seen = new Map<Frame, Set<Node>>();
  const rest = [...states];
  for (let state = rest.pop(); state !== undefined; state = rest.pop()) {
    const { node, frame } = state;
    const nodes = seen.get(frame) ?? new Set<Node>();
    if (nodes.has(node)) continue;
    seen.set(frame, nodes.add(node));
    if (node.is === "token") expected.push({ node, frame });
    else if (node.is === "split") for (const way of node.ways) rest.push({ node: way, frame });
    else if (node.is === "call") {
      const inside = frames.get(frame) ?? new Map<Node, Frame>();
      const { rule, site, next } = node;
      const inner = inside.get(node) ?? { rule, site, start: at, parent: frame, next };
      frames.set(frame, inside.set(node, inner));
      rest.push({ node: graph.get(rule)!, frame: inner });
    } else if (frame.parent !== null && frame.next !== null)
      rest.push({ node: frame.next, frame: frame.parent });
  }
  return expected;
}

/** What stands in blocks that are closed again says nothing about what may follow them. */
function withoutClosed(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  const open: number[] = [];
  for (const token of tokens) {
    if (token.tokenType === LCurly) open.push(kept.length);
    else if (token.tokenType === RCurly) {
      const start = open.pop();
      if (start === undefined) continue;
      kept.length = start + 1;
    }
    kept.push(token);
  }
  return kept;
}

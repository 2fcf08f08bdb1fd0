import type { Automaton } from "./automaton.ts";
import { type Graph, type GraphLine, type GraphNode, graphOf } from "./graph.ts";

/** For Graphviz. */
export function renderDot(automaton: Automaton): string {
  const graph = graphOf(automaton);
  const rows = [
    `digraph ${quoted(graph.name)} {`,
    "  rankdir=TB;",
    '  node [shape=box, style=rounded, fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
    "  start [shape=point, width=0.15];",
  ];
  inside(graph, null, "  ", rows);
  rows.push(`  start -> ${quoted(graph.start)};`);
  for (const { from, to, lines } of graph.edges) {
    const dashed = lines.every(({ kind }) => kind === "call" || kind === "return");
    const look = dashed ? ", style=dashed" : "";
    rows.push(`  ${quoted(from)} -> ${quoted(to)} [label=${label(lines)}${look}];`);
  }
  for (const node of graph.nodes) {
    if (node.loops.length > 0) {
      rows.push(`  ${quoted(node.id)} -> ${quoted(node.id)} [label=${label(node.loops)}];`);
    }
  }
  return `${rows.join("\n")}\n}\n`;
}

function inside(graph: Graph, box: string | null, indent: string, rows: string[]): void {
  for (const node of graph.nodes) {
    if (node.box === box) rows.push(`${indent}${quoted(node.id)} [${look(node)}];`);
  }
  for (const each of graph.boxes) {
    if (each.parent !== box) continue;
    rows.push(`${indent}subgraph ${quoted(`cluster_${each.id}`)} {`);
    rows.push(`${indent}  label=${quoted(`${each.kind} ${each.title}`)}; style=dashed;`);
    inside(graph, each.id, `${indent}  `, rows);
    rows.push(`${indent}}`);
  }
}

function look({ kind, title }: GraphNode): string {
  const text = `label=${quoted(title)}`;
  return kind === "state" ? text : `${text}, shape=plaintext, fontsize=10`;
}

/** `view [x > 3]` and below it what is done, one rule after the other. */
export function lineText({ trigger, guard, actions }: GraphLine): string {
  const head = guard === null ? trigger : `${trigger} [${guard}]`;
  return actions.length === 0 ? head : `${head} / ${actions.join(", ")}`;
}

const label = (lines: readonly GraphLine[]): string => quoted(lines.map(lineText).join("\n"));

const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

import type { Automaton } from "./automaton.ts";
import { lineText } from "./dot.ts";
import { type Graph, type GraphLine, graphOf } from "./graph.ts";

/**
 * A `stateDiagram-v2`. Rules that stay are one arrow per state, parallel rules one arrow:
 * Mermaid draws several of them on top of each other.
 */
export function renderMermaid(automaton: Automaton): string {
  const graph = graphOf(automaton);
  // Names of a pattern may be words of Mermaid, so states and boxes are numbered.
  const ids = new Map<string, string>();
  graph.nodes.forEach((node, index) => {
    ids.set(node.id, `s${index + 1}`);
  });
  graph.boxes.forEach((box, index) => {
    ids.set(box.id, `g${index + 1}`);
  });
  const id = (name: string): string => ids.get(name) ?? "s0";

  const rows = ["stateDiagram-v2"];
  inside(graph, null, "  ", rows, id);
  rows.push(`  [*] --> ${id(graph.start)}`);
  for (const { from, to, lines } of graph.edges) {
    rows.push(`  ${id(from)} --> ${id(to)} : ${label(lines)}`);
  }
  for (const { id: name, loops } of graph.nodes) {
    if (loops.length > 0) rows.push(`  ${id(name)} --> ${id(name)} : ${label(loops)}`);
  }
  return `${rows.join("\n")}\n`;
}

function inside(
  graph: Graph,
  box: string | null,
  indent: string,
  rows: string[],
  id: (name: string) => string,
): void {
  for (const node of graph.nodes) {
    if (node.box === box) rows.push(`${indent}state "${escaped(node.title)}" as ${id(node.id)}`);
  }
  for (const each of graph.boxes) {
    if (each.parent !== box) continue;
    rows.push(`${indent}state "${escaped(`${each.kind} ${each.title}`)}" as ${id(each.id)} {`);
    inside(graph, each.id, `${indent}  `, rows, id);
    rows.push(`${indent}}`);
  }
}

const label = (lines: readonly GraphLine[]): string =>
  lines.map((line) => escaped(lineText(line))).join("<br>");

/** Entities for what Mermaid would read as its own. */
const escaped = (text: string): string =>
  text.replace(/[#;:"<>{}\n%]/g, (character) => `#${character.charCodeAt(0)};`);

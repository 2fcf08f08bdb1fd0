import type { Automaton } from "./automaton.ts";
import { type GraphEdge, type GraphNode, graphOf } from "./graph.ts";
import { orderTexts } from "./listing.ts";
import { curve, n, type Placed, type Point } from "./svg-curve.ts";
import { type Drawing, layOut } from "./svg-layout.ts";
import { style } from "./svg-style.ts";
import { captionText, headHeight, sizes, type TextRow } from "./svg-text.ts";

/**
 * A picture that stands alone. Elements carry classes and `data-` names of states and rules,
 * so that a page can highlight what is current.
 */
export function renderSvg(automaton: Automaton): string {
  const graph = graphOf(automaton);
  const drawing = layOut(graph);
  const { width, height } = drawing;
  const title = [`The pattern ${automaton.pattern}`, ...orderTexts(automaton)].join(", ");
  const words = graph.edges
    .flatMap(({ from, lines }) => lines.map((line) => `${named(from)}: ${line.rule}`))
    .join("; ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="pda" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>Starts in ${escaped(named(graph.start))}. ${escaped(words)}</desc>`,
    `<style>${style}</style>`,
    "<defs>",
    '<marker id="pda-head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="head" d="M0 1 10 5 0 9z"/></marker>',
    "</defs>",
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...drawing.boxes.map(drawBox),
    ...drawing.edges.map((edge) => drawEdge(edge)),
    drawStart(drawing),
    ...drawing.nodes.map(drawNode),
    ...drawing.edges.map((edge) => drawLabel(edge.edge, edge.rows, edge.label)),
    "</svg>",
    "",
  ].join("\n");
}

/** `state:browsing` is browsing; ids of nodes are a kind and a name. */
const named = (id: string): string => id.slice(id.indexOf(":") + 1);

function drawBox({ box, caption, ...place }: Drawing["boxes"][number]): string {
  return [
    `<g class="box ${box.kind}" data-group="${escaped(box.title)}">`,
    rectangle(place, 10),
    text({ x: caption.x, y: caption.y + 15 }, captionText(box), "caption"),
    "</g>",
  ].join("");
}

function drawNode({ node, loops, ...place }: Drawing["nodes"][number]): string {
  const center = place.x + place.width / 2;
  const head = headHeight(node);
  const parts = [
    `<g class="node ${node.kind}" data-${node.kind}="${escaped(node.kind === "state" ? node.title : named(node.id))}">`,
    rectangle(place, node.kind === "state" ? 8 : 11),
    text({ x: center, y: place.y + head / 2 + 4.5 }, node.title, "title"),
  ];
  if (loops.length > 0) {
    const top = place.y + head;
    parts.push(`<path class="divider" d="M${n(place.x)} ${n(top)}h${n(place.width)}"/>`);
    parts.push(drawRows(loops, place.x + sizes.padding, top + 4));
    loops.forEach((row, index) => {
      if (row.first) parts.push(loopArrow(place, top + 4 + index * sizes.leading, row));
    });
  }
  parts.push(`${tooltip(node)}</g>`);
  return parts.join("");
}

const tooltip = ({ loops }: GraphNode): string =>
  loops.length === 0 ? "" : `<title>${escaped(loops.map((loop) => loop.rule).join("\n"))}</title>`;

/** From the right side of the box out and back: the state is not left. */
function loopArrow({ x, width }: Placed, y: number, row: TextRow): string {
  const side = x + width;
  const path = `M${n(side)} ${n(y + 3)}c16 -3 16 12 0 9`;
  return `<path class="edge loop ${row.rule.kind}" data-rule="${escaped(row.rule.id)}" d="${path}" marker-end="url(#pda-head)"/>`;
}

function drawStart({ start }: Drawing): string {
  const { at, points } = start;
  return [
    '<g class="start">',
    `<path class="edge" d="${curve(points)}" marker-end="url(#pda-head)"/>`,
    `<circle cx="${n(at.x)}" cy="${n(at.y)}" r="6"/>`,
    "</g>",
  ].join("");
}

function drawEdge({ edge, points }: Drawing["edges"][number]): string {
  return `<path class="edge ${edgeKind(edge)}" ${dataOf(edge)} d="${curve(points)}" marker-end="url(#pda-head)"/>`;
}

function drawLabel(edge: GraphEdge, rows: readonly TextRow[], place: Placed): string {
  return [
    `<g class="label ${edgeKind(edge)}" ${dataOf(edge)}>`,
    rectangle(place, 4),
    drawRows(rows, place.x + 4, place.y + 1),
    `<title>${escaped(edge.lines.map((line) => line.rule).join("\n"))}</title>`,
    "</g>",
  ].join("");
}

function edgeKind({ lines }: GraphEdge): string {
  const kinds = new Set(lines.map((line) => line.kind));
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : "event";
}

const dataOf = ({ from, to, lines }: GraphEdge): string =>
  `data-from="${escaped(named(from))}" data-to="${escaped(named(to))}" data-rules="${escaped(lines.map((line) => line.id).join(" "))}"`;

function drawRows(rows: readonly TextRow[], x: number, y: number): string {
  return rows
    .map((row, index) =>
      text(
        { x, y: y + index * sizes.leading + 11 },
        row.text,
        row.kind,
        row.first ? row.rule.id : null,
      ),
    )
    .join("");
}

function text({ x, y }: Point, content: string, kind: string, rule: string | null = null): string {
  const data = rule === null ? "" : ` data-rule="${escaped(rule)}"`;
  return `<text class="${kind}"${data} x="${n(x)}" y="${n(y)}">${escaped(content)}</text>`;
}

function rectangle({ x, y, width, height }: Placed, radius: number): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}"/>`;
}

const escaped = (text: string): string =>
  text
    .replace(/[^\n\P{Cc}]|\p{Cs}|[\ufffe\uffff]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import type { Graph, GraphBox, GraphEdge, GraphNode } from "./graph.ts";
import { captionPlace } from "./svg-caption.ts";
import type { Placed, Point } from "./svg-curve.ts";
import { captionSize, labelSize, nodeSize, rowsOf, type Size, type TextRow } from "./svg-text.ts";

/** Where everything of a picture stands: pixels, `x` and `y` the upper left corner. */
export interface Drawing extends Size {
  readonly nodes: readonly (Placed & {
    readonly node: GraphNode;
    readonly loops: readonly TextRow[];
  })[];
  /** Outer ones first. */
  readonly boxes: readonly (Placed & { readonly box: GraphBox; readonly caption: Point })[];
  readonly edges: readonly {
    readonly edge: GraphEdge;
    readonly points: readonly Point[];
    readonly rows: readonly TextRow[];
    readonly label: Placed;
  }[];
  readonly start: { readonly at: Point; readonly points: readonly Point[] };
}

const START = "start";
const START_SIZE = 12;
const MARGIN = 20;
/** Room above the content of a box for its title. */
const BOX_HEAD = 14;
const BOX_SIDE = 8;
/** A pixel of a box's side weighs as much as so many of an arrow. */
const BOX_WEIGHT = 6;

/**
 * Two attempts, of which the one with the shorter ways and the smaller boxes wins: what all states of a
 * group share has nothing that leads to it, and stands either where its own arrows want it or below the
 * group's first state.
 */
export function layOut(graph: Graph): Drawing {
  const attempts = [false, true].flatMap((anchored) => attempt(graph, anchored) ?? []);
  const [best] = attempts.sort((left, right) => cost(left) - cost(right));
  return best ?? inRows(graph);
}

/** Null where dagre gives up: it throws where two boxes come to lie in one point. */
function attempt(graph: Graph, anchored: boolean): Drawing | null {
  const dagre = new DagreGraph({ compound: true, multigraph: true });
  dagre.setGraph({
    rankdir: "TB",
    nodesep: 44,
    edgesep: 24,
    ranksep: 34,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  dagre.setNode(START, { width: START_SIZE, height: START_SIZE });
  // The size counts only where nothing stands in the box.
  for (const box of graph.boxes) dagre.setNode(box.id, { width: 40, height: 20 });
  for (const node of graph.nodes) {
    dagre.setNode(node.id, { ...nodeSize(node, rowsOf(node.loops)) });
    if (node.box !== null) dagre.setParent(node.id, node.box);
  }
  for (const box of graph.boxes) if (box.parent !== null) dagre.setParent(box.id, box.parent);
  dagre.setEdge(START, graph.start, { width: 0, height: 0, weight: 2 }, START);
  graph.edges.forEach((edge, index) => {
    const size = labelSize(rowsOf(edge.lines));
    dagre.setEdge(edge.from, edge.to, { ...size, labelpos: "c" }, edgeName(index));
  });
  graph.nodes.forEach((node, index) => {
    const first = graph.nodes.find((other) => other.box === node.box && other.kind === "state");
    if (!anchored || node.kind !== "shared" || first === undefined) return;
    dagre.setEdge(first.id, node.id, { width: 0, height: 0, weight: 1 }, `anchor${index}`);
  });
  try {
    layout(dagre);
  } catch {
    return null;
  }
  return read(graph, dagre);
}

const edgeName = (index: number): string => `edge${index}`;

function read(graph: Graph, dagre: DagreGraph): Drawing {
  const place = (id: string): Placed => cornered(dagre.node(id) as Placed);
  const route = (from: string, to: string, name: string): Point[] => {
    const { points } = dagre.edge({ v: from, w: to, name }) as { points: Point[] };
    return joined(place(from), points.slice(1, -1), place(to));
  };
  const edges = graph.edges.map((edge, index) => ({
    edge,
    points: route(edge.from, edge.to, edgeName(index)),
    rows: rowsOf(edge.lines),
    label: cornered(dagre.edge({ v: edge.from, w: edge.to, name: edgeName(index) }) as Placed),
  }));
  const start = { at: middle(place(START)), points: route(START, graph.start, START) };
  const ways = [...edges.map(({ points }) => points), start.points];
  const labels = edges.map(({ label }) => label);
  return measured({
    nodes: graph.nodes.map((node) => ({ node, loops: rowsOf(node.loops), ...place(node.id) })),
    boxes: graph.boxes.map((box) => {
      const around = titled(box, place(box.id), levelsIn(graph, box));
      return { box, ...around, caption: captionPlace(around, captionSize(box), ways, labels) };
    }),
    edges,
    start,
  });
}

/** Plain rows, all boxes left out: not pretty, but complete. */
function inRows(graph: Graph): Drawing {
  let y = 60;
  const places = new Map<string, Placed>();
  for (const node of graph.nodes) {
    const size = nodeSize(node, rowsOf(node.loops));
    places.set(node.id, { x: MARGIN, y, ...size });
    y += size.height + 40;
  }
  const place = (id: string): Placed => places.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const right = Math.max(0, ...[...places.values()].map(({ width }) => width)) + 60;
  let labelY = 60;
  const start: Placed = { x: MARGIN, y: MARGIN, width: START_SIZE, height: START_SIZE };
  return measured({
    nodes: graph.nodes.map((node) => ({ node, loops: rowsOf(node.loops), ...place(node.id) })),
    boxes: [],
    edges: graph.edges.map((edge) => {
      const rows = rowsOf(edge.lines);
      const label = { x: right, y: labelY, ...labelSize(rows) };
      labelY += label.height + 12;
      const points = joined(place(edge.from), [middle(label)], place(edge.to));
      return { edge, points, rows, label };
    }),
    start: { at: middle(start), points: joined(start, [], place(graph.start)) },
  });
}

function cost({ edges, boxes }: Drawing): number {
  const ways = edges.map(({ points }) =>
    points.reduce((sum, point, index) => {
      const before = points[index - 1] ?? point;
      return sum + Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
    }, 0),
  );
  const sides = boxes.map(({ width, height }) => BOX_WEIGHT * (width + height));
  return [...ways, ...sides].reduce((sum, length) => sum + length, 0);
}

/** Dagre says where the middle is. */
const cornered = ({ x, y, width, height }: Placed): Placed => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});

function joined(from: Placed, inner: readonly Point[], to: Placed): Point[] {
  return [
    attached(from, inner[0] ?? middle(to)),
    ...inner,
    attached(to, inner.at(-1) ?? middle(from)),
  ];
}

/** Where an arrow meets a box: above or below, a little towards where it comes from. */
function attached(box: Placed, towards: Point): Point {
  const center = middle(box);
  const most = Math.max(0, box.width / 2 - 12);
  const aside = Math.min(most, Math.max(-most, (towards.x - center.x) / 3));
  return { x: center.x + aside, y: towards.y < center.y ? box.y : box.y + box.height };
}

const middle = ({ x, y, width, height }: Placed): Point => ({
  x: x + width / 2,
  y: y + height / 2,
});

/** How many boxes stand in each other in this one. */
function levelsIn(graph: Graph, box: GraphBox): number {
  const inner = graph.boxes.filter((other) => other.parent === box.id);
  return Math.max(0, ...inner.map((other) => levelsIn(graph, other) + 1));
}

function titled(box: GraphBox, { x, y, width, height }: Placed, levels: number): Placed {
  const head = BOX_HEAD * (levels + 1);
  const wider = Math.max(0, captionSize(box).width + 16 - width - 2 * BOX_SIDE);
  return {
    x: x - BOX_SIDE,
    y: y - head,
    width: width + 2 * BOX_SIDE + wider,
    height: height + head + BOX_SIDE,
  };
}

/** Dagre's own measure does not know of titles and of labels that stick out; so everything may have to move. */
function measured(drawing: Omit<Drawing, "width" | "height">): Drawing {
  const points = drawing.edges.flatMap((edge) => edge.points);
  const places: readonly Placed[] = [
    ...drawing.nodes,
    ...drawing.boxes,
    ...drawing.edges.map((edge) => edge.label),
    ...[...points, ...drawing.start.points].map((point) => ({ ...point, width: 0, height: 0 })),
  ];
  const right = MARGIN - Math.min(...places.map((place) => place.x));
  const down =
    MARGIN - Math.min(drawing.start.at.y - START_SIZE, ...places.map((place) => place.y));
  const moved = <P extends Point>(point: P): P => ({
    ...point,
    x: point.x + right,
    y: point.y + down,
  });
  return {
    width: Math.ceil(Math.max(...places.map((place) => place.x + place.width)) + right + MARGIN),
    height: Math.ceil(Math.max(...places.map((place) => place.y + place.height)) + down + MARGIN),
    nodes: drawing.nodes.map(moved),
    boxes: drawing.boxes.map((box) => ({ ...moved(box), caption: moved(box.caption) })),
    edges: drawing.edges.map((edge) => ({
      ...edge,
      points: edge.points.map(moved),
      label: moved(edge.label),
    })),
    start: { at: moved(drawing.start.at), points: drawing.start.points.map(moved) },
  };
}

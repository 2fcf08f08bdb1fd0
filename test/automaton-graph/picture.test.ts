import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { renderDot } from "../../src/automaton/dot.ts";
import { graphOf } from "../../src/automaton/graph.ts";
import { renderMermaid } from "../../src/automaton/mermaid.ts";
import { renderSvg } from "../../src/automaton/svg.ts";
import { curve, type Placed, type Point } from "../../src/automaton/svg-curve.ts";
import { layOut } from "../../src/automaton/svg-layout.ts";
import { captionSize } from "../../src/automaton/svg-text.ts";
import { compile } from "../../src/compile.ts";
import { attribution, automaton, checkout, grown, on, state } from "./samples.ts";

const overlap = (left: Placed, right: Placed): boolean =>
  left.x < right.x + right.width &&
  right.x < left.x + left.width &&
  left.y < right.y + right.height &&
  right.y < left.y + left.height;

const many = Array.from({ length: 40 }, (_, seed) => grown(3 + ((seed * 7) % 30), seed + 1));

test.each([attribution, checkout, grown(12, 3), grown(30, 7), ...many])(
  "nothing lies on anything else: $pattern",
  (value: Automaton) => {
    const graph = graphOf(value);
    const drawing = layOut(graph);
    const places = [
      ...drawing.nodes.map((node) => ({ what: node.node.title, place: node as Placed })),
      ...drawing.edges.map(({ edge, label }) => ({
        what: `${edge.from} ${edge.to}`,
        place: label,
      })),
    ];
    const collisions = places.flatMap((left, index) =>
      places
        .slice(index + 1)
        .flatMap((right) =>
          overlap(left.place, right.place) ? [`${left.what} / ${right.what}`] : [],
        ),
    );
    expect(collisions).toEqual([]);
    for (const { place } of places) {
      expect(place.x).toBeGreaterThanOrEqual(0);
      expect(place.y).toBeGreaterThanOrEqual(0);
      expect(place.x + place.width).toBeLessThanOrEqual(drawing.width);
      expect(place.y + place.height).toBeLessThanOrEqual(drawing.height);
    }
    // Every box holds its nodes, and its inner boxes.
    expect(drawing.boxes.length).toBe(graph.boxes.length);
    for (const box of drawing.boxes) {
      for (const node of drawing.nodes) {
        if (node.node.box === box.box.id) expect(inside(node, box)).toBe(true);
      }
      for (const other of drawing.boxes) {
        if (other.box.parent === box.box.id) expect(inside(other, box)).toBe(true);
      }
    }
  },
);

test.each([
  attribution,
  checkout,
  ...["search-attribution", "shared-checkout", "strict-funnel"].map(libraryAutomaton),
])("no arrow and no label runs through a box's title: $pattern", (value: Automaton) => {
  const drawing = layOut(graphOf(value));
  const titles = drawing.boxes.map(({ box, caption }) => ({ ...caption, ...captionSize(box) }));
  expect(titles.length).toBeGreaterThan(0);
  for (const title of titles) {
    for (const { label } of drawing.edges) expect(overlap(title, label)).toBe(false);
    for (const { x, y } of drawing.edges.flatMap(({ points }) => drawn(points))) {
      expect(overlap(title, { x, y, width: 0, height: 0 })).toBe(false);
    }
  }
});

/** Places on the curves as they stand in the picture's text, not as the layout believes that they run. */
function drawn(points: readonly Point[]): Point[] {
  const numbers = (curve(points).match(/-?[\d.]+/g) ?? []).map(Number);
  const at = (index: number): Point => ({ x: numbers[index] ?? 0, y: numbers[index + 1] ?? 0 });
  return Array.from({ length: (numbers.length - 2) / 6 }, (_, piece) => piece * 6).flatMap((from) =>
    Array.from({ length: 101 }, (_, step) => {
      const t = step / 100;
      const bend = (a: Point, b: Point): Point => ({
        x: a.x + (b.x - a.x) * t,
        y: a.y + (b.y - a.y) * t,
      });
      const [p, q, r, s] = [at(from), at(from + 2), at(from + 4), at(from + 6)];
      const [left, inner, right] = [bend(p, q), bend(q, r), bend(r, s)];
      return bend(bend(left, inner), bend(inner, right));
    }),
  );
}

const inside = (inner: Placed, outer: Placed): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

test("every rule is in the picture, those that stay in the box of their state", () => {
  const graph = graphOf(attribution);
  const found = graph.nodes.find((node) => node.title === "found");
  expect(found?.loops.map((line) => [line.trigger, line.actions])).toEqual([
    ["view", ["emit attribution"]],
  ]);
  expect(graph.edges.every((edge) => edge.from !== edge.to)).toBe(true);
  const rules =
    graph.edges.reduce((sum, edge) => sum + edge.lines.length, 0) +
    graph.nodes.reduce((sum, node) => sum + node.loops.length, 0);
  const written = [...attribution.states, ...attribution.groups].reduce(
    (sum, owner) => sum + owner.transitions.length + owner.timers.length,
    0,
  );
  expect(rules).toBe(written);
});

function libraryAutomaton(folder: string): Automaton {
  const path = new URL(`../../patterns/${folder}/pattern.pda`, import.meta.url);
  const main = { name: "pattern.pda", text: readFileSync(path, "utf8") };
  const [first] = compile({ main, load: () => null }, {}).patterns;
  if (first === undefined) throw new Error(folder);
  return first.automaton;
}

test("a call leads into its part, and out of it to where it goes on", () => {
  const { edges } = graphOf(checkout);
  const ways = edges
    .filter(({ lines }) => lines.some(({ kind }) => kind === "call" || kind === "return"))
    .map(({ from, to }) => `${from} -> ${to}`);
  expect(ways).toEqual([
    "state:browsing -> state:address",
    "state:ready -> state:address",
    "return:checkout -> state:gifted",
    "return:checkout -> state:bought",
  ]);
  expect(edges.some(({ from, to }) => from === "state:confirmed" && to === "return:checkout")).toBe(
    true,
  );
});

test("the same picture every time", () => {
  expect(renderSvg(checkout)).toBe(renderSvg(JSON.parse(JSON.stringify(checkout))));
});

test("hostile names stay text", () => {
  const name = `"</text><script>]]>&\\\n__proto__`;
  const hostile = automaton(name, [state(name, null, on([name], "b")), state("b", null)]);
  const svg = renderSvg(hostile);
  expect(svg).not.toContain("<script");
  expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
  expect(renderDot(hostile)).toContain('\\"</text>');
  const mermaid = renderMermaid(hostile);
  expect(mermaid.split("\n").length).toBe(6);
  expect(mermaid).not.toContain("</text>");
  for (const odd of ["__proto__", "constructor", "start", "end"]) {
    expect(renderSvg(automaton(odd, [state(odd, null, on([odd], odd))]))).toContain(
      `>${odd}</text>`,
    );
  }
});

test("dot and mermaid of the search attribution", () => {
  expect(renderMermaid(attribution)).toBe(`stateDiagram-v2
  state "browsing" as s1
  state "group attributed" as g1 {
    state "searched" as s2
    state "found" as s3
    state "carted" as s4
    state "any state of attributed" as s5
  }
  [*] --> s1
  s1 --> s2 : search / push query, emit attribution
  s2 --> s3 : view / emit attribution
  s3 --> s4 : cart / emit attribution
  s4 --> s1 : purchase / emit attribution, clear
  s5 --> s2 : search / replace query, emit attribution
  s5 --> s1 : other / clear
  s3 --> s3 : view / emit attribution
  s4 --> s4 : view, cart / emit attribution
`);
  expect(renderDot(attribution)).toContain(
    '  "state:browsing" -> "state:searched" [label="search / push query, emit attribution"];\n',
  );
});

import type { PatternSummary } from "../engine/log-summary.ts";
import type { Moment } from "../engine/moment.ts";
import type { Picture } from "../engine/picture.ts";
import { n } from "./words.ts";

export interface Marks {
  readonly moment: Moment | null;
  readonly touched: PatternSummary | null;
  /** Where the text's caret is. */
  readonly caret: number | null;
}

const SVG = "http://www.w3.org/2000/svg";

/** Says in the drawing what is going on: by classes, and by words beside them, never by colour alone. */
export function mark(svg: SVGSVGElement, picture: Picture, marks: Marks): void {
  for (const note of svg.querySelectorAll(".count, .flag")) note.remove();
  markStates(svg, picture, marks);
  markRules(svg, picture, marks);
}

function markStates(svg: SVGSVGElement, picture: Picture, { moment, touched, caret }: Marks): void {
  const reached = new Map(touched?.reached ?? []);
  const pointed = atCaret(picture.states, caret);
  const labels = [...svg.querySelectorAll(".label > rect")].map(boxOf);
  const ends = [...svg.querySelectorAll(".edge:not(.loop)")].flatMap(endsOf);
  for (const node of svg.querySelectorAll<SVGGElement>("[data-state]")) {
    const name = node.getAttribute("data-state") ?? "";
    const state = picture.states.find((one) => one.name === name);
    const now = moment?.state === name;
    const count = reached.get(name);
    node.classList.toggle("now", now);
    node.classList.toggle("was", moment !== null && moment.from === name && !now);
    node.classList.toggle("never", count === 0);
    node.classList.toggle("unreachable", state?.reachable === false);
    node.classList.toggle("pointed", state !== undefined && state === pointed);
    const box = node.querySelector("rect");
    if (box === null) continue;
    const flags = [
      ...(now ? ["now here"] : []),
      ...(state?.reachable === false ? ["cannot be reached"] : []),
    ];
    const { left, top, right } = boxOf(box);
    /** Whether words above the box would lie over where a line begins or ends. */
    const covers = (from: number, to: number): boolean =>
      ends.some(([x, y]) => Math.abs(y - top) < 2 && from - 6 < x && x < to + 6);
    const words = count === undefined ? "" : count === 0 ? "never" : `${n(count)}×`;
    const beside = covers(right - 2 - words.length * LETTER, right - 2);
    // Both in one line only where there is room for both.
    const crowded = count !== undefined && !beside && right - left < CROWDED;
    const flag = flags.join(", ");
    const lifted = crowded || covers(left + 2, left + 2 + flag.length * LETTER);
    const over = top - (lifted ? 15 : 4);
    const hidden = labels.some(
      (label) =>
        label.left < left + 2 + flag.length * LETTER &&
        left + 2 < label.right &&
        holdsLine(label, over),
    );
    if (flag !== "" && hidden) note(node, "flag end", left - 5, top + 14, flag);
    else if (flag !== "") note(node, "flag", left + 2, over, flag);
    if (words !== "" && beside) note(node, "count", right + 5, top + 14, words);
    else if (words !== "") note(node, "count end", right - 2, top - 4, words);
  }
}

/** Where a line begins and where its tip is. */
function endsOf(edge: Element): readonly (readonly [x: number, y: number])[] {
  const numbers = (edge.getAttribute("d")?.match(/-?[\d.]+/g) ?? []).map(Number);
  const [x0, y0] = numbers;
  const [x1, y1] = numbers.slice(-2);
  return x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined
    ? []
    : [
        [x0, y0],
        [x1, y1],
      ];
}

function markRules(svg: SVGSVGElement, picture: Picture, { moment, touched, caret }: Marks): void {
  const fired = new Map(touched?.fired ?? []);
  const pointed = atCaret(picture.rules, caret)?.id;
  const proved = new Set(picture.rules.filter(({ never }) => never).map(({ id }) => id));
  for (const element of svg.querySelectorAll<SVGElement>("[data-rule], [data-rules]")) {
    const ids = (element.dataset.rule ?? element.dataset.rules ?? "").split(" ");
    const counts = ids.map((id) => fired.get(id));
    const taken = moment?.rule != null && ids.includes(moment.rule);
    element.classList.toggle("taken", taken);
    element.classList.toggle("never", counts.length > 0 && counts.every((count) => count === 0));
    element.classList.toggle(
      "impossible",
      ids.every((id) => proved.has(id)),
    );
    element.classList.toggle("pointed", pointed !== undefined && ids.includes(pointed));
  }
  const boxes = [...svg.querySelectorAll(".label > rect, .node > rect")].map(boxOf);
  for (const text of svg.querySelectorAll<SVGTextElement>("text[data-rule]")) {
    const count = fired.get(text.dataset.rule ?? "");
    if (count === undefined || !(text.parentNode instanceof SVGElement)) continue;
    const [x, y] = [Number(text.getAttribute("x")), Number(text.getAttribute("y"))];
    const words = count === 0 ? "never" : `${n(count)}×`;
    const own = text.parentNode.querySelector("rect");
    const right = own === null ? x : boxOf(own).right + 6;
    // A neighbour's label would lie over it: then it stands on the other side.
    const [left, width] = [x - 10, words.length * LETTER];
    const hidden = boxes.some(
      (box) =>
        box.left < left && left - width < box.right && box.left < x - 12 && holdsLine(box, y),
    );
    if (hidden) note(svg, "count beside", right, y, words);
    else note(svg, "count end beside", left, y, words);
  }
}

/** Narrower than a flag and a count together, in the drawing's units. */
const CROWDED = 110;
const LETTER = 6;

function boxOf(rect: Element) {
  const [left, top, width, height] = ["x", "y", "width", "height"].map((side) =>
    Number(rect.getAttribute(side)),
  );
  return { left: left!, top: top!, right: left! + width!, bottom: top! + height! };
}

const holdsLine = ({ top, bottom }: ReturnType<typeof boxOf>, y: number): boolean =>
  top < y && y - 10 < bottom;

/** The smallest piece around the caret. */
function atCaret<
  T extends { readonly span: { readonly start: number; readonly end: number } | null },
>(pieces: readonly T[], caret: number | null): T | undefined {
  if (caret === null) return undefined;
  const around = pieces.filter(
    ({ span }) => span !== null && span.start <= caret && caret <= span.end,
  );
  return around.sort((a, b) => length(a) - length(b))[0];
}

const length = ({
  span,
}: {
  readonly span: { readonly start: number; readonly end: number } | null;
}) => (span === null ? 0 : span.end - span.start);

function note(parent: SVGElement, kind: string, x: number, y: number, words: string): void {
  const text = document.createElementNS(SVG, "text");
  text.setAttribute("class", kind);
  text.setAttribute("x", String(x));
  text.setAttribute("y", String(y));
  text.textContent = words;
  parent.append(text);
}

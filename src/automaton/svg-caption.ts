import { along, type Placed, type Point } from "./svg-curve.ts";
import type { Size } from "./svg-text.ts";

const INSET = 10;
const GAP = 6;

/**
 * Where a box's title stands: as far left in its first line as no arrow and no label runs through it,
 * and at its left where there is no such place.
 */
export function captionPlace(
  box: Placed,
  title: Size,
  ways: readonly (readonly Point[])[],
  labels: readonly Placed[],
): Point {
  const line = { ...box, height: title.height };
  const taken = [...ways.flatMap((points) => spanIn(line, points)), ...labels.filter(meets(line))]
    .map(({ x, width }) => ({ from: x - GAP, to: x + width + GAP }))
    .sort((left, right) => left.from - right.from);
  const first = box.x + INSET;
  let x = first;
  for (const { from, to } of taken) {
    if (from < x + title.width && x < to) x = to;
  }
  const fits = x + title.width <= box.x + box.width - INSET;
  return { x: fits ? x : first, y: box.y };
}

const meets =
  (line: Placed) =>
  (place: Placed): boolean =>
    place.y < line.y + line.height && line.y < place.y + place.height;

/** From where to where each piece of a curve lies in a line of text, where it does. */
function spanIn(line: Placed, points: readonly Point[]): Placed[] {
  return points.slice(1).flatMap((end, index) => {
    const inside = along(points[index] ?? end, end).filter(
      ({ y }) => line.y <= y && y <= line.y + line.height,
    );
    if (inside.length === 0) return [];
    const places = inside.map(({ x }) => x);
    const left = Math.min(...places);
    return [{ ...line, x: left, width: Math.max(...places) - left }];
  });
}

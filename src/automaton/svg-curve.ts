import type { Size } from "./svg-text.ts";

/** Pixels from the upper left corner of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are the upper left corner. */
export interface Placed extends Size, Point {}

/** Enough for two of them to lie closer than a line of text is high. */
const PLACES = 40;

/** Through all points, upright at each, as lines between rows of boxes run best. */
export function curve(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${n(x)} ${n(y)}`;
      const half = (before.y + y) / 2;
      return `C${n(before.x)} ${n(half)} ${n(x)} ${n(half)} ${n(x)} ${n(y)}`;
    })
    .join("");
}

/** Places on the curve between two points. */
export function along(start: Point, end: Point): Point[] {
  return Array.from({ length: PLACES + 1 }, (_, step) => {
    const t = step / PLACES;
    const near = (1 - t) ** 2 * (1 + 2 * t);
    const upper = (1 - t) ** 3 + 1.5 * t * (1 - t);
    return {
      x: near * start.x + (1 - near) * end.x,
      y: upper * start.y + (1 - upper) * end.y,
    };
  });
}

/** Tenths of a pixel are enough, and keep the text of a picture stable. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);

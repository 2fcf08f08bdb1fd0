import type { Place } from "../state.ts";

/** A tree of places: split beside or below each other, or sharing one place as tabs. */
export type Layout = Split | Tabs;

export interface Split {
  readonly kind: "split";
  /** Its sizes are remembered under this name. */
  readonly name: string;
  readonly direction: "row" | "column";
  /** Share of the first, in percent. */
  readonly first: number;
  readonly parts: readonly [Layout, Layout];
}

export interface Tabs {
  readonly kind: "tabs";
  readonly name: string;
  readonly places: readonly [Place, ...Place[]];
}

const tabs = (...places: [Place, ...Place[]]): Tabs => ({
  kind: "tabs",
  name: places.join("-"),
  places,
});

const split = (
  name: string,
  direction: Split["direction"],
  first: number,
  ...parts: [Layout, Layout]
): Split => ({ kind: "split", name, direction, first, parts });

/** The text left, what it does right: the picture above, the way through time below. */
export const wide: Layout = split(
  "text",
  "row",
  40,
  split("writing", "column", 68, tabs("editor"), tabs("log", "problems", "scenarios", "outline")),
  split(
    "watching",
    "column",
    50,
    split("picture", "row", 70, tabs("diagram"), tabs("stack")),
    split("time", "row", 30, tabs("sessions"), tabs("timeline", "why", "output", "compare", "lab")),
  ),
);

/** Too narrow for three columns: the text above, one thing of the rest at a time. */
export const middling: Layout = split(
  "text",
  "row",
  46,
  split("writing", "column", 66, tabs("editor"), tabs("log", "problems", "scenarios", "outline")),
  split(
    "watching",
    "column",
    46,
    tabs("diagram", "stack"),
    tabs("timeline", "sessions", "why", "output", "compare", "lab"),
  ),
);

/** One at a time: for reading and stepping on a telephone. */
export const narrow: Layout = split(
  "phone",
  "column",
  45,
  tabs("diagram", "editor", "log", "problems"),
  tabs("timeline", "stack", "sessions", "why", "output", "compare", "lab", "scenarios", "outline"),
);

export const layoutFor = (width: number): Layout =>
  width >= 1400 ? wide : width >= 800 ? middling : narrow;

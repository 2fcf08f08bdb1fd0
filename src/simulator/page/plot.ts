import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { Markup } from "./markup.ts";

export type Chart = Plot.PlotOptions;

/** Draws a chart where there is no browser. */
export type Draw = (chart: Chart) => Markup;

export function drawing(): Draw {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return (chart) => new Markup(Plot.plot({ ...chart, document }).outerHTML);
}

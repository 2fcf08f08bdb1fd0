import * as Plot from "@observablehq/plot";
import { percent } from "../../compare/words.ts";
import type { SettleCurve } from "../../experiment/remedies.ts";
import type { Figure } from "../figure.ts";
import { html } from "../markup.ts";
import { table } from "../table.ts";
import { sayCount, sayMs } from "../wording.ts";

/** Which share of results is still taken back after it has stood for so long. */
export function settleFigure({
  within,
  results,
  retracted,
  points,
  sentences,
}: SettleCurve): Figure {
  return {
    title: "When results have settled",
    caption: html`With <code>${within}</code>, ${sayCount(retracted)} of ${sayCount(results)} results are taken back; across, the age of a result; up, the share of results that are still taken back after it. ${sentences.map((sentence) => `${sentence} `)}`,
    label:
      "Share of results that are still taken back against their age; the table below has the figures",
    chart: (width) => ({
      ...{ height: 240, marginLeft: 58, marginRight: 20 },
      x: {
        label: null,
        type: "sqrt",
        tickFormat: sayMs,
        ticks: width < 500 ? 3 : 7,
      },
      y: { label: null, type: "sqrt", zero: true, tickFormat: percent, ticks: 5, grid: true },
      marks: [
        Plot.areaY(points, {
          x: "ageMs",
          y: "share",
          fill: "var(--accent)",
          fillOpacity: 0.15,
          curve: "step-after",
        }),
        Plot.lineY(points, {
          x: "ageMs",
          y: "share",
          stroke: "var(--accent)",
          strokeWidth: 2,
          curve: "step-after",
        }),
      ],
    }),
    table: table(
      ["age", "still taken back"],
      points.map(({ ageMs, share }) => [sayMs(ageMs), percent(share)]),
    ),
  };
}

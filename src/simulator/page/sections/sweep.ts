import * as Plot from "@observablehq/plot";
import { percent } from "../../compare/words.ts";
import type { Sweep } from "../../experiment/remedies.ts";
import { ranged, rangedNearOne } from "../../experiment/shares.ts";
import { levelStroke } from "../colours.ts";
import type { Figure } from "../figure.ts";
import { html, type Markup } from "../markup.ts";
import { table } from "../table.ts";
import { sayCount, sayMs } from "../wording.ts";

/** What is varied, as it reads in a sentence. */
export const variableOf = ({ isReorder, over }: Sweep): string =>
  isReorder ? "window of `reorder within`" : `\`${over}\``;

function levelLegend({ levels }: Sweep): Markup | null {
  if (levels.length < 2) return null;
  return html`<ul class="legend">${levels.map(({ label }, i) => {
    const { colour, dashes } = levelStroke(i);
    return html`<li><svg width="28" height="10" aria-hidden="true"><path d="M0 5H28" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dashes}"/></svg> ${label}</li>`;
  })}</ul>`;
}

/** Error against the window (or parameter), with the band of each estimate. */
export function sweepFigure(sweep: Sweep): Figure {
  const { points, levels, recommendation } = sweep;
  const rows = levels.flatMap(({ cells }, level) =>
    cells.map((cell, point) => ({
      ...{ level, x: points[point]!.value ?? points[point]!.label, ...cell.badSessions },
    })),
  );
  const measured = points.every(({ value }) => value !== null);
  const chosen = recommendation?.point ?? null;
  return {
    title: "Sessions with an error",
    caption: html`By ${sweep.isReorder ? "the window of the reorder buffer" : html`<code>${sweep.over}</code>`}. The band is the 95 % interval; the vertical scale is stretched near zero.${
      recommendation === null
        ? null
        : ` The dashed line is the target, ${percent(recommendation.target)}.`
    } ${levelLegend(sweep)}`,
    label:
      "Share of sessions with an error against the varied value; the table below has the figures",
    chart: (width) => ({
      ...{ height: width < 500 ? 260 : 320, marginLeft: 58, marginRight: 20 },
      x: measured
        ? {
            label: null,
            ...(sweep.isReorder ? { tickFormat: sayMs } : {}),
            ticks: width < 500 ? 4 : 8,
          }
        : { label: null, type: "point", domain: points.map(({ label }) => label) },
      y: { type: "sqrt", zero: true, label: null, tickFormat: percent, grid: true, ticks: 6 },
      color: { type: "identity" },
      marks: [
        Plot.areaY(rows, {
          x: "x",
          y1: "low",
          y2: "high",
          z: "level",
          fill: ({ level }) => levelStroke(level).colour,
          fillOpacity: 0.18,
        }),
        ...levels.map((_, level) =>
          Plot.lineY(
            rows.filter((row) => row.level === level),
            {
              ...{ x: "x", y: "estimate", stroke: levelStroke(level).colour, strokeWidth: 2 },
              strokeDasharray: levelStroke(level).dashes,
            },
          ),
        ),
        Plot.dot(rows, {
          ...{ x: "x", y: "estimate", r: 3, fill: ({ level }) => levelStroke(level).colour },
        }),
        ...(recommendation === null
          ? []
          : [Plot.ruleY([recommendation.target], { strokeDasharray: "4 4" })]),
        ...(chosen === null
          ? []
          : [
              Plot.ruleX([points[chosen]!.value ?? 0], {
                stroke: "var(--accent)",
                strokeOpacity: 0.5,
                strokeWidth: 5,
              }),
            ]),
      ],
    }),
    table: html`${levels.map(
      ({ label, spelled, cells }, level) =>
        html`<p><strong>${label}</strong> <code>${spelled}</code></p>${table(
          [
            sweep.isReorder ? "window" : sweep.over,
            "sessions with an error",
            "precision",
            "recall",
            "delay at 50 %",
            "at 99 %",
            "held at most",
            "",
          ],
          cells.map((cell, point) => [
            points[point]!.label,
            ranged(cell.badSessions),
            rangedNearOne(cell.precision),
            rangedNearOne(cell.recall),
            sayMs(cell.delays.total.p50),
            sayMs(cell.delays.total.p99),
            sayCount(cell.heldMax),
            level === sweep.level && sweep.front.includes(point) ? "on the front" : "",
          ]),
        )}`,
    )}`,
  };
}

/** Disorder against window, a figure in each cell; null: only one degree of disorder. */
export function heatFigure(sweep: Sweep): Figure | null {
  const { points, levels } = sweep;
  if (levels.length < 2) return null;
  const rows = levels.flatMap(({ label, cells }) =>
    cells.map(({ badSessions }, point) => ({
      ...{ level: label, point: points[point]!.label, share: badSessions.estimate },
    })),
  );
  const most = Math.max(...rows.map(({ share }) => share), Number.MIN_VALUE);
  return {
    title: "Window against disorder",
    caption: html`Share of sessions with an error; the darker, the more. Down: ${sweep.isReorder ? "wider windows" : "the varied value"}; across: the degrees of disorder.`,
    label:
      "Share of sessions with an error by window and degree of disorder; the table below has the figures",
    chart: (width) => ({
      ...{ marginLeft: width < 500 ? 60 : 90, marginTop: 30, height: 50 + 26 * points.length },
      x: { label: null, axis: "top", domain: levels.map(({ label }) => label), tickRotate: 0 },
      y: { label: null, domain: points.map(({ label }) => label) },
      marks: [
        Plot.cell(rows, {
          x: "level",
          y: "point",
          fill: "var(--missing)",
          fillOpacity: ({ share }) => Math.sqrt(share / most) * 0.75,
          inset: 1,
        }),
        Plot.text(rows, {
          x: "level",
          y: "point",
          text: ({ share }) => percent(share),
          fill: "currentColor",
        }),
      ],
    }),
    table: table(
      [sweep.isReorder ? "window" : sweep.over, ...levels.map(({ label }) => label)],
      points.map(({ label }, point) => [
        label,
        ...levels.map(({ cells }) => ranged(cells[point]!.badSessions)),
      ]),
    ),
  };
}

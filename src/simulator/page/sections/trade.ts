import * as Plot from "@observablehq/plot";
import { percent } from "../../compare/words.ts";
import type { Sweep } from "../../experiment/remedies.ts";
import { ranged } from "../../experiment/shares.ts";
import type { Figure } from "../figure.ts";
import { html } from "../markup.ts";
import { table } from "../table.ts";
import { sayCount, sayMs } from "../wording.ts";

/** Delay against error, a point for each window; those that no other beats are joined. */
export function tradeFigure(sweep: Sweep): Figure {
  const { points, front, recommendation } = sweep;
  const rows = sweep.levels[sweep.level]!.cells.map((cell, point) => ({
    label: points[point]!.label,
    delay: cell.delays.total.p99,
    ...cell.badSessions,
    heldMax: cell.heldMax,
    onFront: front.includes(point),
    isChosen: point === (recommendation?.point ?? null),
  }));
  const onFront = rows.filter((row) => row.onFront);
  const labelled = rows.filter((row, i) => row.isChosen || i === 0 || i === rows.length - 1);
  const leftmost = Math.min(...rows.map(({ delay }) => delay));
  return {
    title: "What a wider window costs",
    caption: html`Each point is a value of ${sweep.isReorder ? "the window" : html`<code>${sweep.over}</code>`}. To the right results come later (99 % are at most so late), upwards more sessions are wrong. No joined point is beaten by another in delay, error and memory at once; the full one is the advice.`,
    label:
      "Delay at the 99th percentile against share of sessions with an error; the table below has the figures",
    chart: (width) => ({
      ...{ height: width < 500 ? 260 : 320, marginLeft: 58, marginRight: 30, marginBottom: 36 },
      x: {
        label: "delay of results, 99 % at most",
        type: "sqrt",
        tickFormat: sayMs,
        ticks: width < 500 ? 3 : 7,
        grid: true,
      },
      y: { label: null, type: "sqrt", zero: true, tickFormat: percent, ticks: 6, grid: true },
      marks: [
        Plot.line(onFront, { x: "delay", y: "estimate", sort: "delay", stroke: "var(--muted)" }),
        Plot.ruleX(rows, {
          x: "delay",
          y1: "low",
          y2: "high",
          stroke: "var(--accent)",
          strokeOpacity: 0.5,
        }),
        Plot.dot(rows, {
          ...{ x: "delay", y: "estimate", stroke: "var(--accent)", strokeWidth: 1.8, r: 5 },
          fill: ({ isChosen }) => (isChosen ? "var(--accent)" : "var(--paper)"),
          fillOpacity: ({ onFront: on, isChosen }) => (on || isChosen ? 1 : 0.3),
          title: ({ label, heldMax }) => `${label}: at most ${heldMax} events held`,
        }),
        // The leftmost stands on the axis, and its label beside it.
        ...(["start", "middle"] as const).map((textAnchor) =>
          Plot.text(
            labelled.filter(({ delay }) => (delay === leftmost) === (textAnchor === "start")),
            {
              ...{ x: "delay", y: "estimate", text: "label", textAnchor, fontWeight: "bold" },
              ...(textAnchor === "start" ? { dx: 10, dy: -6 } : { dy: -12 }),
            },
          ),
        ),
      ],
      color: { type: "identity" },
    }),
    table: table(
      [
        sweep.isReorder ? "window" : sweep.over,
        "delay at 99 %",
        "sessions with an error",
        "held at most",
        "",
      ],
      rows.map((row) => [
        row.label,
        sayMs(row.delay),
        ranged(row),
        sayCount(row.heldMax),
        [row.isChosen ? "advised" : "", row.onFront ? "on the front" : ""]
          .filter((word) => word !== "")
          .join(", "),
      ]),
      [0, 4],
    ),
  };
}

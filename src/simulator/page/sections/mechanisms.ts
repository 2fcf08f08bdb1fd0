import * as Plot from "@observablehq/plot";
import { percent } from "../../compare/words.ts";
import type { SimulationResult } from "../../experiment/result.ts";
import { nearOne } from "../../experiment/shares.ts";
import type { Figure } from "../figure.ts";
import { html } from "../markup.ts";
import { table } from "../table.ts";
import { sayRange } from "../wording.ts";

/** What the errors are put down to; null: nothing goes wrong. */
export function mechanismFigure({ outcome, pipeline }: SimulationResult): Figure | null {
  const rows = outcome.mechanisms
    .filter(({ counts, badSessions }) => badSessions.estimate > 0 || counts["false negative"] > 0)
    .map(({ stage, mechanism, ...rest }) => ({
      name: nameOf(pipeline, stage, mechanism),
      ...rest,
    }));
  if (rows.length === 0) return null;
  const bars = rows.map(({ name, badSessions }) => ({ name, ...badSessions }));
  return {
    title: "What the errors come from",
    caption: html`Share of sessions with an error that is put down to each stage on the events’ way; the thin line is the 95 % interval.`,
    label:
      "Share of sessions with an error by stage of the pipeline; the table below has the figures",
    chart: (width) => ({
      marginLeft: width < 500 ? 110 : 150,
      height: 60 + 34 * rows.length,
      x: {
        label: null,
        tickFormat: percent,
        ticks: 4,
        grid: true,
        domain: [0, Math.max(...bars.map(({ high }) => high))],
      },
      y: { label: null, domain: rows.map(({ name }) => name) },
      marks: [
        Plot.barX(bars, { x: "estimate", y: "name", fill: "var(--missing)", fillOpacity: 0.75 }),
        Plot.ruleY(bars, {
          x1: "low",
          x2: "high",
          y: "name",
          stroke: "currentColor",
          strokeWidth: 1.5,
        }),
        Plot.ruleX([0]),
      ],
    }),
    table: table(
      [
        "stage",
        "sessions with such an error",
        "95 %",
        "precision with only these",
        "recall with only these",
      ],
      rows.map(({ name, badSessions, precision, recall }) => [
        name,
        percent(badSessions.estimate),
        sayRange(badSessions),
        nearOne(precision),
        nearOne(recall),
      ]),
    ),
  };
}

/** A mechanism that stands twice in the pipeline is told by its place. */
function nameOf(
  { stages }: SimulationResult["pipeline"],
  stage: number | null,
  mechanism: string | null,
): string {
  if (stage === null || mechanism === null) return "no stage alone";
  const twice = stages.filter((other) => other.mechanism === mechanism).length > 1;
  return twice ? `${mechanism} (stage ${stage + 1})` : mechanism;
}

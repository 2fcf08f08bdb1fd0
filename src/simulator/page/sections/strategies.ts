import * as Plot from "@observablehq/plot";
import { percent } from "../../compare/words.ts";
import { kindTitle } from "../../experiment/case-text.ts";
import type { ErrorKind } from "../../experiment/figures.ts";
import type { Strategy, StrategyFigures } from "../../experiment/remedies.ts";
import { ranged } from "../../experiment/shares.ts";
import { strategyDeeds } from "../../experiment/strategy-text.ts";
import type { Figure } from "../figure.ts";
import { html, type Markup, prose } from "../markup.ts";
import { table } from "../table.ts";
import { sayCount, sayMs } from "../wording.ts";

type Tried = Strategy & { readonly figures: StrategyFigures };

/** Ways to meet disorder, on the same draws. */
export function strategyFigure(strategies: readonly Strategy[]): Figure {
  const tried = strategies.filter((one): one is Tried => one.figures !== null);
  const bars = tried.map(({ label, figures }) => ({ label, ...figures.badSessions }));
  return {
    title: "Ways to meet the disorder",
    caption: html`Share of sessions with an error, all on the same arrivals. The line is the 95 % interval; the scale is stretched near zero.${untried(strategies)}`,
    label: "Share of sessions with an error by strategy; the table below has the figures",
    chart: (width) => ({
      ...{ marginLeft: width < 500 ? 130 : 190, marginRight: 30, height: 60 + 32 * tried.length },
      x: {
        label: null,
        type: "sqrt",
        tickFormat: percent,
        ticks: width < 500 ? 2 : 4,
        grid: true,
      },
      y: { label: null, domain: tried.map(({ label }) => label) },
      marks: [
        Plot.ruleY(bars, {
          x1: "low",
          x2: "high",
          y: "label",
          stroke: "var(--accent)",
          strokeWidth: 2,
        }),
        Plot.dot(bars, { x: "estimate", y: "label", fill: "var(--accent)", r: 5 }),
        Plot.ruleX([0]),
      ],
    }),
    table: table(
      [
        "strategy",
        "sessions with an error",
        "delay at 50 %",
        "at 99 %",
        "held at most",
        "taken back per 1 000",
        "what it did",
        "still wrong, most often",
      ],
      tried.map(({ label, figures }) => [
        label,
        ranged(figures.badSessions),
        sayMs(figures.delays.total.p50),
        sayMs(figures.delays.total.p99),
        sayCount(figures.heldMax),
        figures.retractedPerThousand.toFixed(1),
        strategyDeeds(figures.kept).join("; ") || "–",
        stillWrong(figures.worst[0]),
      ]),
      [0, 6, 7],
    ),
  };
}

function stillWrong(kind: ErrorKind | undefined): string {
  if (kind === undefined) return "nothing";
  const text = kind.example.explanation?.text;
  return text === undefined ? kindTitle(kind) : `${kindTitle(kind)}: ${text}`;
}

function untried(strategies: readonly Strategy[]): Markup[] {
  return strategies
    .filter(({ unavailable }) => unavailable !== null)
    .map(
      ({ label, unavailable }) =>
        html`<br>Not tried: <code>${label}</code>, ${prose(unavailable!)}.`,
    );
}

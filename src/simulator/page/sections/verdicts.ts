import * as Plot from "@observablehq/plot";
import { MARKS, VERDICTS, type Verdict } from "../../compare/verdict.ts";
import { percent } from "../../compare/words.ts";
import type { Outcome } from "../../experiment/result.ts";
import { rangedNearOne } from "../../experiment/shares.ts";
import { VERDICT_COLOURS, VERDICT_WORDS } from "../colours.ts";
import type { Figure } from "../figure.ts";
import { html, type Markup } from "../markup.ts";
import { table } from "../table.ts";
import { sayCount } from "../wording.ts";

const WRONG = VERDICTS.filter((verdict) => verdict !== "exact" && verdict !== "retracted");

export function legendOf(verdicts: readonly Verdict[]): Markup {
  return html`<ul class="legend">${verdicts.map(
    (verdict) =>
      html`<li><span class="swatch" style="background:${VERDICT_COLOURS[verdict]}"></span>${VERDICT_WORDS[verdict]}</li>`,
  )}</ul>`;
}

/** What becomes of each output; null: nothing goes wrong, so that there is nothing to draw. */
export function verdictFigure({ outputs }: Outcome): Figure | null {
  const bars = outputs.flatMap(({ output, counts }) => {
    const expected = counts.exact + counts.changed + counts["false negative"];
    return WRONG.map((verdict) => ({
      ...{ output, verdict, share: counts[verdict] / Math.max(1, expected) },
    })).filter(({ share }) => share > 0);
  });
  if (bars.length === 0) return null;
  // Most stand at nothing: late needs a budget, flickering needs `late retract`.
  const marks = MARKS.filter((mark) => outputs.some((of) => of.marks[mark] > 0));
  return {
    title: "What goes wrong with each output",
    caption: html`For 100 results that the ordered log gives. Spurious and doubled ones come on top of them. ${legendOf(WRONG)}`,
    label: "Share of wrong results by output and kind; the table below has the figures",
    chart: (width) => ({
      marginLeft: width < 500 ? 110 : 150,
      height: 60 + 34 * outputs.length,
      x: { label: null, tickFormat: percent, ticks: 4, grid: true },
      y: { label: null, domain: outputs.map(({ output }) => output) },
      color: { type: "identity" },
      marks: [
        Plot.barX(bars, {
          ...{
            x: "share",
            y: "output",
            fill: ({ verdict }) => VERDICT_COLOURS[verdict as Verdict],
          },
          title: ({ verdict, share }) => `${VERDICT_WORDS[verdict as Verdict]}: ${percent(share)}`,
        }),
        Plot.ruleX([0]),
      ],
    }),
    table: table(
      [
        "output",
        ...VERDICTS.map((verdict) => VERDICT_WORDS[verdict]),
        ...marks,
        "precision",
        "recall",
        "right",
      ],
      outputs.map(({ output, counts, marks: marked, precision, recall, exactly }) => [
        output,
        ...VERDICTS.map((verdict) => sayCount(counts[verdict])),
        ...marks.map((mark) => sayCount(marked[mark])),
        ...[precision, recall, exactly].map(rangedNearOne),
      ]),
    ),
  };
}

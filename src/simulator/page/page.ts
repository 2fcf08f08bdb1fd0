import { percent } from "../compare/words.ts";
import type { SimulationResult } from "../experiment/result.ts";
import { nearOne } from "../experiment/shares.ts";
import { type Figure, figure } from "./figure.ts";
import { html, type Markup, prose } from "./markup.ts";
import type { Draw } from "./plot.ts";
import { errorList } from "./sections/errors.ts";
import { mechanismFigure } from "./sections/mechanisms.ts";
import { settleFigure } from "./sections/settle.ts";
import { strategyFigure } from "./sections/strategies.ts";
import { heatFigure, sweepFigure } from "./sections/sweep.ts";
import { terms } from "./sections/terms.ts";
import { tradeFigure } from "./sections/trade.ts";
import { verdictFigure } from "./sections/verdicts.ts";
import { style } from "./style.ts";
import { sayCount, sayRange } from "./wording.ts";

/** Nothing is fetched and nothing runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One simulation as one file of HTML that opens without a network; `command` is what made it. */
export function reportPage(result: SimulationResult, command: string, draw: Draw): string {
  const { pattern, sentences, sweep, strategies, settle, worst, outcome } = result;
  const drawn = (made: Figure | null): Markup | null => (made === null ? null : figure(made, draw));
  const help = [
    sweep === null ? null : drawn(sweepFigure(sweep)),
    sweep === null ? null : drawn(heatFigure(sweep)),
    sweep === null ? null : drawn(tradeFigure(sweep)),
    strategies === null ? null : drawn(strategyFigure(strategies)),
    settle === null ? null : drawn(settleFigure(settle)),
  ].filter((section) => section !== null);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${pattern.name}: what disorder does</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="muted">${facts(result)}</p>
<h1>What disorder does to <code>${pattern.name}</code></h1>
<p class="lead">${sentences.length === 0 ? "Nothing goes wrong: every session gives what it gives in order." : prose(sentences[0]!)}</p>
${advice(result)}
${cards(result)}
${sentences.length < 2 ? null : html`<ul>${sentences.slice(1).map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>`}
${drawn(verdictFigure(outcome))}
${drawn(mechanismFigure(result))}
${help.length === 0 ? null : html`<h2>What would help</h2>${help}`}
${worst.length === 0 ? null : html`<h2>The most frequent errors</h2>${errorList(worst)}`}
<h2>What these figures rest on</h2>
${terms(result)}
<p>The same file comes of the same command:</p>
<pre><code>${command}</code></pre>
</main>
</body>
</html>
`.text;
}

function facts({ log, pipeline, seeds }: SimulationResult): Markup {
  const tries = seeds.count === 1 ? "once" : `${sayCount(seeds.count)} times`;
  return html`${log.names.join(", ")}: ${sayCount(log.events)} events in ${sayCount(log.sessions)} sessions of ${sayCount(log.keys)} keys, sent ${tries} through <code>${pipeline.written}</code>`;
}

function advice({ sweep }: SimulationResult): Markup | null {
  const recommendation = sweep?.recommendation ?? null;
  return recommendation === null
    ? null
    : html`<div class="advice"><p>${prose(recommendation.text)}</p></div>`;
}

function cards({ outcome }: SimulationResult): Markup {
  const shares = [
    ["sessions with an error", outcome.badSessions, percent],
    ["of the expected results come", outcome.recall, nearOne],
    ["come with the right content", outcome.exactly, nearOne],
    ["of those that come are expected", outcome.precision, nearOne],
  ] as const;
  return html`<ul class="cards">${shares.map(
    ([what, share, say]) =>
      html`<li><strong>${share === null ? "–" : say(share.estimate)}</strong>${what}<span>${share === null ? "" : sayRange(share, say)}</span></li>`,
  )}</ul>`;
}

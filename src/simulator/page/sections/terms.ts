import type { SimulationResult } from "../../experiment/result.ts";
import { html, type Markup, prose } from "../markup.ts";
import { table } from "../table.ts";

/** What was simulated and what the figures rest on. */
export function terms({ truth, pipeline, seeds, pattern }: SimulationResult): Markup {
  return html`<p>${prose(truth.statement)}</p>
<ul>${truth.assumptions.map((assumption) => html`<li>${prose(assumption)}</li>`)}</ul>
<p>The pipeline, <code>${pipeline.spelled}</code>, passed with the seeds ${seeds.first} to ${seeds.first + seeds.count - 1}:</p>
${table(
  ["stage", "what it models", "parameters"],
  pipeline.stages.map(({ mechanism, models, parameters }) => [
    mechanism,
    prose(models),
    parameters.map(
      ({ name, value, isDefault, says, source }) =>
        html`<details><summary><code>${name}=${value}</code>${isDefault ? " (default)" : ""}</summary>${prose(says)}${source === "" ? null : html` <span class="muted">${prose(source)}</span>`}</details>`,
    ),
  ]),
  [0, 1, 2],
)}
${
  pipeline.sources.length === 0
    ? null
    : html`<p class="muted">Where the preset's numbers come from:</p>
<ul class="muted">${pipeline.sources.map((source) => html`<li>${prose(source)}</li>`)}</ul>`
}
<p class="muted">Pattern <code>${pattern.name}</code>, version <code>${pattern.version.slice(0, 12)}</code>${pattern.parameters.map(({ name, value }) => html`, <code>${name} = ${value}</code>`)}.</p>`;
}

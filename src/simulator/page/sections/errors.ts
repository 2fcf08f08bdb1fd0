import type { ErrorExample, ErrorKind, Explanation } from "../../experiment/figures.ts";
import { VERDICT_WORDS } from "../colours.ts";
import { html, type Markup, prose } from "../markup.ts";
import { table } from "../table.ts";
import { sayCount } from "../wording.ts";

const SHOWN = 10;

/** The most frequent kinds of errors, an example of each with its explanation. */
export function errorList(worst: readonly ErrorKind[]): Markup {
  return html`${worst.slice(0, SHOWN).map(
    (kind) => html`<section class="error">
<h3>${sayCount(kind.count)} × ${headline(kind)}</h3>
${example(kind.example)}
</section>
`,
  )}`;
}

function headline({ output, verdict, fields, mechanism }: ErrorKind): Markup {
  const which = fields.map(({ field }) => html` <code>${field}</code>`);
  const how = fields.length === 0 ? VERDICT_WORDS[verdict] : html`other${which}`;
  return html`<code>${output}</code> ${how}${mechanism === null ? null : `, by ${mechanism}`}`;
}

function example({ key, seed, expected, got, events, explanation }: ErrorExample): Markup {
  return html`${explanation === undefined ? null : explained(explanation)}
<details><summary>An example: key ${key}, seed ${seed}</summary>
<p class="muted">expected</p><pre><code>${expected ?? "nothing"}</code></pre>
<p class="muted">came</p><pre><code>${got ?? "nothing"}</code></pre>
${table(
  ["event", "happened at", "place", "taken as", "on its way"],
  events.map(({ name, time, stamp, place, arrival, happened }) => [
    name ?? "(undeclared)",
    stamp === null ? clock(time) : `${clock(time)}, stamped ${clock(stamp)}`,
    place,
    arrival ?? "never",
    happened.join("; "),
  ]),
  [0, 1, 4],
)}
</details>`;
}

function explained({ text, steps }: Explanation): Markup {
  return html`<p>${prose(text)}</p>
<details open><summary>Both runs, step by step</summary>
<div class="scroll"><table class="steps"><thead><tr><th class="text">in order</th><th class="text">as it came</th></tr></thead>
<tbody>${steps.map(
    ({ ordered, disturbed, differs }) =>
      html`<tr${differs ? html` class="differs"` : null}><td class="text">${unbroken(ordered)}</td><td class="text">${unbroken(disturbed)}</td></tr>
`,
  )}</tbody></table></div>
</details>`;
}

/** Arrows are not parted at the end of a line. */
const unbroken = (step: string | null): string => (step ?? "").replaceAll("->", "-\u2060>");

/** The time of day of `2024-01-01T10:31:07.200Z`. */
const clock = (time: string): string => time.slice(11, -1);

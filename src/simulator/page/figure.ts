import { html, type Markup } from "./markup.ts";
import type { Chart, Draw } from "./plot.ts";

/** A chart for wide and one for narrow pages, with the figures that it shows as a table behind it. */
export interface Figure {
  readonly title: string;
  readonly caption: Markup;
  /** Draws nothing else but what the table says; for one that cannot see it. */
  readonly label: string;
  readonly chart: (width: number) => Chart;
  readonly table: Markup;
}

const WIDE = 720;
const NARROW = 340;

export function figure({ title, caption, label, chart, table }: Figure, draw: Draw): Markup {
  const drawn = (width: number, kind: string): Markup =>
    html`<div class="${kind}" role="img" aria-label="${label}">${draw({
      ...{ width, style: { fontSize: "12px", overflow: "visible" } },
      ...chart(width),
    })}</div>`;
  return html`<figure>
<h3>${title}</h3>
<p>${caption}</p>
${drawn(WIDE, "wide")}${drawn(NARROW, "narrow")}
<details><summary>The figures as a table</summary>${table}</details>
</figure>`;
}

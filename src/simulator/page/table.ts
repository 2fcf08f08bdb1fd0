import { type Child, html, type Markup } from "./markup.ts";

/** The first column names the row; the others are right-aligned figures unless `texts` names them. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  texts: readonly number[] = [0],
): Markup {
  const side = (column: number): string => (texts.includes(column) ? "text" : "figure");
  return html`<div class="scroll"><table>
<thead><tr>${head.map((name, i) => html`<th scope="col" class="${side(i)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${row.map((cell, i) =>
        i === 0
          ? html`<th scope="row" class="${side(0)}">${cell}</th>`
          : html`<td class="${side(i)}">${cell}</td>`,
      )}</tr>
`,
  )}</tbody></table></div>`;
}

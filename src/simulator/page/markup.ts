/** Finished HTML: put into other markup as it stands, where any other value is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | number | null | readonly Child[];

/** A tagged template: html`<p>${name}</p>`. Lists are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  return new Markup(parts.map((part, i) => part + textOf(children[i] ?? null)).join(""));
}

function textOf(child: Child): string {
  if (child === null) return "";
  if (child instanceof Markup) return child.text;
  if (typeof child === "object") return child.map(textOf).join("");
  return String(child)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll(" %", "\u00a0%"); // a figure is not parted from its sign
}

/** Text with words between backticks set as code. */
export function prose(text: string): Markup {
  return new Markup(
    text
      .split("`")
      .map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`).text)
      .join(""),
  );
}

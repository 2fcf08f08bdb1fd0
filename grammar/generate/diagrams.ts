import { classes } from "./classes.ts";
import type { NamedProduction, Production } from "./productions.ts";

/**
 * Railroad diagrams, drawn here: one page that needs nothing from elsewhere.
 * Each part is a box whose line enters left and leaves right at the height `line`.
 */
interface Box {
  readonly width: number;
  readonly height: number;
  /** How far below its top the line runs. */
  readonly line: number;
  draw(x: number, y: number): string;
}

const unit = 10;
const letter = 7.4;

export function diagrams(rules: readonly NamedProduction[]): string {
  const sections = rules.map(({ name, production }) => {
    const body = box(production);
    const width = body.width + 4 * unit;
    const y = body.line + unit;
    return [
      `<h2 id="${name}">${name}</h2>`,
      `<svg width="${width}" height="${body.height + 2 * unit}" role="img" aria-label="${name}">`,
      `<path d="M${unit} ${y - 6}v12M${unit} ${y}h${unit}M${width - 2 * unit} ${y}h${unit}M${width - unit} ${y - 6}v12"/>`,
      body.draw(2 * unit, unit),
      "</svg>",
    ].join("");
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The pattern language in diagrams</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222; background: #fff; }
h2 { font-size: 1em; margin: 2em 0 0.3em; }
svg { display: block; max-width: 100%; overflow: visible; }
svg path { stroke: #555; fill: none; stroke-width: 1.5; }
svg text { font: 12px ui-monospace, monospace; text-anchor: middle; fill: #222; }
svg rect { stroke: #555; stroke-width: 1.5; }
svg rect.token { fill: #e7f0e4; }
svg rect.class { fill: #f4ead2; }
svg rect.rule { fill: #e4e9f4; }
@media (prefers-color-scheme: dark) {
  body { background: #16181c; color: #ddd; }
  svg path, svg rect { stroke: #999; }
  svg text { fill: #eee; }
  svg rect.token { fill: #24402a; } svg rect.class { fill: #4a3d1c; } svg rect.rule { fill: #25324d; }
}
</style>
</head>
<body>
<h1>The pattern language in diagrams</h1>
<p>Generated from grammar/ by <code>npm run generate</code>. Line breaks mean nothing; comments run from <code>//</code> to the end of the line.</p>
${sections.join("\n")}
<h2>What stands in capitals</h2>
<dl>
${classes.map(({ name, text }) => `<dt>${escaped(name)}</dt><dd><code>${escaped(text)}</code></dd>`).join("\n")}
</dl>
</body>
</html>
`;
}

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

function box(production: Production): Box {
  switch (production.kind) {
    case "token":
      return label(production.text, production.literal ? "token" : "class");
    case "rule":
      return label(production.name, "rule");
    case "sequence":
      return row(production.parts.map(box));
    case "choice":
      return choice(production.parts.map(box));
    case "optional":
      return choice([skip, box(production.part)]);
    case "repeat":
      return choice([skip, loop(production)]);
    case "oneOrMore":
      return loop(production);
  }
}

const loop = (production: { part: Production; separator?: Production }): Box =>
  repeat(
    box(production.part),
    production.separator === undefined ? skip : box(production.separator),
  );

/** Nothing but the line. */
const skip: Box = {
  width: unit,
  height: 2 * unit,
  line: unit,
  draw: (x, y) => line(x, y + unit, unit),
};

const line = (x: number, y: number, width: number): string =>
  width > 0 ? `<path d="M${x} ${y}h${width}"/>` : "";

function label(text: string, kind: "token" | "class" | "rule"): Box {
  const width = Math.round(text.length * letter) + 2 * unit;
  return {
    width,
    height: 24,
    line: 12,
    draw(x, y) {
      const round = kind === "rule" ? 0 : 12;
      const shape = `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="24" rx="${round}"/><text x="${x + width / 2}" y="${y + 16}">${escaped(text)}</text>`;
      return kind === "rule" ? `<a href="#${text}">${shape}</a>` : shape;
    },
  };
}

function row(parts: readonly Box[]): Box {
  if (parts.length === 0) return skip;
  const above = Math.max(...parts.map((part) => part.line));
  const below = Math.max(...parts.map((part) => part.height - part.line));
  const width = parts.reduce((sum, part) => sum + part.width, 0) + unit * (parts.length - 1);
  return {
    width,
    height: above + below,
    line: above,
    draw(x, y) {
      let at = x;
      return parts
        .map((part, index) => {
          const gap = index === 0 ? "" : line(at - unit, y + above, unit);
          const drawn = gap + part.draw(at, y + above - part.line);
          at += part.width + unit;
          return drawn;
        })
        .join("");
    },
  };
}

function choice(parts: readonly Box[]): Box {
  const inner = Math.max(...parts.map((part) => part.width));
  const width = inner + 4 * unit;
  const first = parts[0] as Box;
  const height = parts.reduce((sum, part) => sum + part.height, 0) + unit * (parts.length - 1);
  return {
    width,
    height,
    line: first.line,
    draw(x, y) {
      let top = y;
      const from = y + first.line;
      return parts
        .map((part, index) => {
          const at = top + part.line;
          const left = x + 2 * unit;
          const drawn = part.draw(left, top) + line(left + part.width, at, inner - part.width);
          top += part.height + unit;
          const right = x + width;
          const rails =
            index === 0
              ? `M${x} ${from}h${2 * unit}M${right - 2 * unit} ${from}h${2 * unit}`
              : `M${x} ${from}q${unit} 0 ${unit} ${unit}V${at - unit}q0 ${unit} ${unit} ${unit}M${right - 2 * unit} ${at}q${unit} 0 ${unit} -${unit}V${from + unit}q0 -${unit} ${unit} -${unit}`;
          return `${drawn}<path d="${rails}"/>`;
        })
        .join("");
    },
  };
}

function repeat(part: Box, back: Box): Box {
  const inner = Math.max(part.width, back.width);
  const width = inner + 4 * unit;
  return {
    width,
    height: part.height + unit + back.height,
    line: part.line,
    draw(x, y) {
      const left = x + 2 * unit;
      const at = y + part.line;
      const under = y + part.height + unit + back.line;
      const right = left + inner;
      return [
        part.draw(left, y),
        line(left + part.width, at, inner - part.width),
        back.draw(left, y + part.height + unit),
        line(left + back.width, under, inner - back.width),
        `<path d="M${x} ${at}h${2 * unit}M${right} ${at}h${2 * unit}`,
        `M${right} ${at}q${unit} 0 ${unit} ${unit}V${under - unit}q0 ${unit} -${unit} ${unit}`,
        `M${left} ${under}q-${unit} 0 -${unit} -${unit}V${at + unit}q0 -${unit} ${unit} -${unit}"/>`,
      ].join("");
    },
  };
}

import type { Diagnostic, Source, Span } from "../diagnostic/diagnostic.ts";
import { parse } from "../syntax/parse.ts";
import type { File, UseDeclaration } from "../syntax/tree.ts";
import type { Report } from "./report.ts";

export type Load = (path: string, from: string) => Source | null;

interface LoadedFiles {
  /** Used files first, each once, the main file last. */
  readonly files: readonly File[];
  readonly syntax: readonly Diagnostic[];
}

/** Reads the main file and what it uses, directly or not. */
export function loadFiles(main: Source, load: Load, report: Report): LoadedFiles {
  const files: File[] = [];
  const syntax: Diagnostic[] = [];
  const done = new Set<string>();
  const visit = (source: Source, way: readonly string[]) => {
    done.add(source.name);
    const { file, diagnostics } = parse(source);
    syntax.push(...diagnostics);
    for (const declaration of file.declarations) {
      if (declaration.kind === "use") follow(declaration, source, [...way, source.name]);
    }
    files.push(file);
  };
  const follow = (use: UseDeclaration, source: Source, way: readonly string[]) => {
    const { value, span } = use.path;
    const used = load(value, source.name);
    if (used === null) {
      report.error("PDA0701", span, `the file ${JSON.stringify(value)} cannot be read`, {
        label: "not found",
        help: ["write the path as seen from this file"],
      });
    } else if (way.includes(used.name)) {
      reportCircle([...way.slice(way.indexOf(used.name)), used.name], span, report);
    } else if (!done.has(used.name)) visit(used, way);
  };
  visit(main, []);
  return { files, syntax };
}

function reportCircle(circle: readonly string[], span: Span, report: Report): void {
  const shown = circle.join(" → ");
  const message =
    circle.length === 2
      ? `the file uses itself: ${shown}`
      : `files use each other in a circle: ${shown}`;
  report.error("PDA0702", span, message, {
    label: "closes the circle",
    help: ["move what both need into a file of its own, and use that"],
  });
}

/** What the parts of a file that could not be read may have held. */
export function lostParts({ files, syntax }: LoadedFiles) {
  const lost = files.flatMap((file) =>
    file.lost.map(({ names, span }) => ({ names: new Set(names), span })),
  );
  const wrong = syntax.filter((one) => one.severity === "error").map((one) => one.primary.span);
  const touches = (span: Span) => (other: Span) =>
    other.source === span.source && other.start < span.end && span.start < other.end;
  const holes = lost.map((part) => part.span);
  return {
    echoes: (name: string, besides: readonly Span[] = []) =>
      lost.some(
        ({ names, span }) => names.has(name) && !besides.some((other) => contains(other, span)),
      ),
    broken: (span: Span) => [...holes, ...wrong].some(touches(span)),
    torn: (span: Span) => holes.some(touches(span)),
  };
}

const contains = (outer: Span, inner: Span): boolean =>
  outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;

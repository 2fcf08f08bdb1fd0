import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";
import { renderGithub } from "../diagnostic/render/github.ts";
import { renderJson } from "../diagnostic/render/json.ts";
import { renderPretty } from "../diagnostic/render/pretty.ts";
import { renderSarif } from "../diagnostic/render/sarif.ts";
import { renderShort } from "../diagnostic/render/short.ts";
import { packageVersion } from "./package.ts";
import type { Screen } from "./terminal.ts";

export const reportFormats = ["pretty", "short", "json", "github", "sarif"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export function renderReport(
  format: ReportFormat,
  diagnostics: readonly Diagnostic[],
  sources: readonly Source[],
  screen: Screen,
): string {
  switch (format) {
    case "pretty":
      return renderPretty(diagnostics, sources, {
        colour: screen.colour,
        ...(screen.columns === undefined ? {} : { width: screen.columns }),
      });
    case "short":
      return renderShort(diagnostics, sources);
    case "json":
      return renderJson(diagnostics, sources);
    case "github":
      return renderGithub(diagnostics, sources);
    case "sarif":
      return renderSarif(diagnostics, sources, packageVersion());
  }
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");

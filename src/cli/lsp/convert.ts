import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type InlayHint,
  type Location,
  type Range,
  type SignatureHelp,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Edit, Diagnostic as Found, Span } from "../../diagnostic/diagnostic.ts";
import type { CompletionItem as Offered } from "../../service/complete/item.ts";
import type { Fold } from "../../service/folding.ts";
import type { InlayHint as Hint } from "../../service/hints.ts";
import type { OutlineItem, OutlineKind } from "../../service/outline.ts";
import type { Lines } from "../../service/positions.ts";
import type { Fix } from "../../service/service.ts";
import type { SignatureHelp as Signature } from "../../service/signature.ts";
import { uriOf } from "./names.ts";

/** The lines of a text by its name. */
export type LinesOf = (name: string) => Lines;

export const rangeOf = (lines: Lines, { start, end }: { start: number; end: number }): Range => ({
  start: lines.position(start),
  end: lines.position(end),
});

export const locationOf = (span: Span, linesOf: LinesOf): Location => ({
  uri: uriOf(span.source),
  range: rangeOf(linesOf(span.source), span),
});

/** Message, label and help in one text, because most editors show nothing else. */
export function diagnosticOf(found: Found, linesOf: LinesOf): Diagnostic {
  const { code, severity, message, primary, related, help } = found;
  const label = primary.text === "" ? "" : ` (${primary.text})`;
  const lines = [`${message}${label}`, ...help.map(({ text }) => `help: ${text}`)];
  return {
    code,
    source: "pda",
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    message: lines.join("\n"),
    range: rangeOf(linesOf(primary.span.source), primary.span),
    relatedInformation: related.map(({ span, text }) => ({
      location: locationOf(span, linesOf),
      message: text,
    })),
    ...(unneeded.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

/** What is never used or never reached is shown faded. */
const unneeded: ReadonlySet<string> = new Set(["PDA0120", "PDA0500", "PDA0501"]);

export const textEditsOf = (edits: readonly Edit[], lines: Lines): TextEdit[] =>
  edits.map(({ span, replacement }) => ({ range: rangeOf(lines, span), newText: replacement }));

export function workspaceEditOf(edits: readonly Edit[], linesOf: LinesOf): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, replacement } of edits) {
    const uri = uriOf(span.source);
    changes[uri] ??= [];
    changes[uri].push({ range: rangeOf(linesOf(span.source), span), newText: replacement });
  }
  return { changes };
}

export const codeActionOf = ({ title, edits, diagnostic }: Fix, linesOf: LinesOf): CodeAction => ({
  title: titleOf(title),
  kind: CodeActionKind.QuickFix,
  diagnostics: [diagnosticOf(diagnostic, linesOf)],
  edit: workspaceEditOf(edits, linesOf),
});

/** "did you mean `cart`?" is an answer in a report; in a menu it is something to do. */
const titleOf = (text: string): string => {
  const meant = /^did you mean (.+)\?$/.exec(text)?.[1];
  const plain = (meant === undefined ? text : `change to ${meant}`).replaceAll("`", "");
  return plain.slice(0, 1).toUpperCase() + plain.slice(1);
};

const completionKinds: Readonly<Record<Offered["kind"], CompletionItemKind>> = {
  parameter: CompletionItemKind.Constant,
  events: CompletionItemKind.Module,
  key: CompletionItemKind.Field,
  time: CompletionItemKind.Field,
  id: CompletionItemKind.Field,
  event: CompletionItemKind.Event,
  field: CompletionItemKind.Field,
  pattern: CompletionItemKind.Class,
  state: CompletionItemKind.EnumMember,
  group: CompletionItemKind.Module,
  part: CompletionItemKind.Module,
  "frame kind": CompletionItemKind.Struct,
  "frame field": CompletionItemKind.Property,
  register: CompletionItemKind.Variable,
  output: CompletionItemKind.Interface,
  "output field": CompletionItemKind.Property,
  "found frame": CompletionItemKind.Variable,
  share: CompletionItemKind.Variable,
  word: CompletionItemKind.Variable,
  type: CompletionItemKind.TypeParameter,
  function: CompletionItemKind.Function,
  value: CompletionItemKind.Value,
  keyword: CompletionItemKind.Keyword,
};

export const completionItemOf = (item: Offered, range: Range): CompletionItem => ({
  label: item.label,
  kind: completionKinds[item.kind],
  ...(item.detail === "" ? {} : { detail: item.detail }),
  ...(item.documentation === ""
    ? {}
    : { documentation: { kind: "markdown" as const, value: item.documentation } }),
  sortText: `${item.rank} ${item.label}`,
  textEdit: { range, newText: item.label },
});

const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  file: SymbolKind.File,
  parameter: SymbolKind.Constant,
  events: SymbolKind.Module,
  event: SymbolKind.Event,
  pattern: SymbolKind.Class,
  scenario: SymbolKind.Method,
  state: SymbolKind.EnumMember,
  group: SymbolKind.Namespace,
  part: SymbolKind.Namespace,
  "frame kind": SymbolKind.Struct,
  register: SymbolKind.Variable,
  output: SymbolKind.Interface,
  rule: SymbolKind.Function,
};

export const documentSymbolOf = (item: OutlineItem, lines: Lines): DocumentSymbol => ({
  name: item.name,
  kind: symbolKinds[item.kind],
  detail: item.detail,
  range: rangeOf(lines, item.whole),
  selectionRange: rangeOf(lines, item.place),
  children: item.inside.map((one) => documentSymbolOf(one, lines)),
});

export const foldingRangeOf = ({ start, end, kind }: Fold, lines: Lines): FoldingRange => ({
  startLine: lines.position(start).line,
  // The closing brace stays in sight.
  endLine: lines.position(end).line - (kind === "block" ? 1 : 0),
  kind: kind === "comment" ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
});

export const signatureHelpOf = ({ signatures, active, parameter }: Signature): SignatureHelp => ({
  signatures: signatures.map(({ label, documentation, parameters }) => ({
    label,
    documentation: { kind: "markdown", value: documentation },
    parameters: parameters.map(([start, end]) => ({ label: [start, end] })),
  })),
  activeSignature: active,
  activeParameter: parameter,
});

export const inlayHintOf = ({ offset, label, documentation }: Hint, lines: Lines): InlayHint => ({
  position: lines.position(offset),
  label,
  tooltip: documentation,
  paddingLeft: !label.startsWith(":"),
});

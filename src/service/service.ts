import type { Diagnostic, Edit, Source, Span } from "../diagnostic/diagnostic.ts";
import { complete } from "./complete/complete.ts";
import { type Graph, grammarGraph } from "./complete/graph.ts";
import type { Completion } from "./complete/item.ts";
import type { Document } from "./document.ts";
import { family, occurrencesAt, placesOf, thingsAt, together } from "./find.ts";
import { examine, type Findings } from "./findings.ts";
import { type Fold, folds } from "./folding.ts";
import { type Formatted, formatting } from "./formatting.ts";
import { type InlayHint, inlayHints } from "./hints.ts";
import { type Hover, hoverAt } from "./hover.ts";
import { type OutlineItem, outline } from "./outline.ts";
import { type Host, Project } from "./project.ts";
import { type Renaming, renamable, rename } from "./rename.ts";
import { type SignatureHelp, signatureAt } from "./signature.ts";
import { type SemanticToken, semanticTokens } from "./tokens.ts";

/** A way out of a diagnostic that can be taken at once. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly diagnostic: Diagnostic;
}

export interface Reference {
  readonly span: Span;
  readonly role: "definition" | "reference" | "assignment";
}

/**
 * What an editor asks of a text, for any editor: names of texts, offsets in UTF-16 units and plain data.
 * Every answer is about the text as it was given last; what is read of it is kept until it changes.
 */
export class LanguageService {
  private readonly project: Project;
  private graph: Graph | null = null;
  private readonly examined = new Map<
    string,
    { document: Document; files: readonly unknown[]; findings: Findings }
  >();

  constructor(host: Host) {
    this.project = new Project(host);
  }

  /** A text that is open, or its next version. */
  open(source: Source): void {
    this.project.open(source);
  }

  close(name: string): void {
    this.project.close(name);
    this.examined.delete(name);
  }

  get names(): readonly string[] {
    return this.project.names;
  }

  text(name: string): string | null {
    return this.project.document(name)?.source.text ?? null;
  }

  /** Every file that an open text uses, directly or not, and itself last. */
  uses(name: string): readonly string[] {
    const document = this.project.document(name);
    return document === null ? [] : this.project.files(document).map(({ source }) => source.name);
  }

  /** The mistakes that reading alone shows: at once, while the rest is being proved. */
  mistakes(name: string): readonly Diagnostic[] {
    return this.project.document(name)?.syntax ?? [];
  }

  /** Everything that is wrong; takes as long as compiling, once for each version. */
  examine(name: string): Findings {
    const document = this.project.document(name);
    if (document === null) return { diagnostics: [], patterns: [], files: [] };
    const files = this.project.files(document);
    const before = this.examined.get(name);
    if (
      before !== undefined &&
      before.files.length === files.length &&
      before.files.every((one, at) => one === files[at])
    )
      return before.findings;
    const findings = examine({ main: document.source, load: this.project.load });
    this.learn(document.source, findings);
    return findings;
  }

  /** What was found elsewhere of a text; of an older version only what was proved of its patterns is kept. */
  learn({ name, text }: Source, findings: Findings): void {
    const document = this.project.document(name);
    if (document === null) return;
    this.project.learn(name, findings);
    if (document.source.text === text)
      this.examined.set(name, { document, files: this.project.files(document), findings });
  }

  /** What can be put right between two offsets with one click. */
  fixes(name: string, start: number, end: number): readonly Fix[] {
    const document = this.project.document(name);
    if (document === null) return [];
    const known = this.examined.get(name);
    const diagnostics = known?.document === document ? known.findings.diagnostics : document.syntax;
    return diagnostics
      .filter(
        ({ primary: { span } }) => span.source === name && span.start <= end && start <= span.end,
      )
      .flatMap((diagnostic) =>
        diagnostic.help.flatMap(({ text, edits }) =>
          edits === undefined || edits.length === 0 ? [] : [{ title: text, edits, diagnostic }],
        ),
      );
  }

  complete(name: string, offset: number): Completion | null {
    const document = this.project.document(name);
    if (document === null) return null;
    this.graph ??= grammarGraph();
    return complete(document, offset, this.project, this.graph);
  }

  hover(name: string, offset: number): Hover | null {
    return this.ask(name, (document) => hoverAt(document, offset, this.project));
  }

  signature(name: string, offset: number): SignatureHelp | null {
    return this.ask(name, (document) => signatureAt(document, offset));
  }

  /** Where the thing at an offset is declared; for `use "path"`, the beginning of that file. */
  definitions(name: string, offset: number): readonly Span[] {
    const document = this.project.document(name);
    if (document === null) return [];
    for (const one of document.file.declarations) {
      if (one.kind !== "use" || offset < one.path.span.start || offset > one.path.span.end)
        continue;
      const used = this.project.load(one.path.value, name);
      return used === null ? [] : [{ source: used.name, start: 0, end: 0 }];
    }
    const things = thingsAt(this.project.bound(document), name, offset);
    return things.flatMap(({ definitions }) => definitions.map((one) => one.name));
  }

  /** Every place where the thing at an offset is named, its declarations too, in all files that are known. */
  references(name: string, offset: number): readonly Reference[] {
    const document = this.project.document(name);
    if (document === null) return [];
    const bound = this.project.bound(document);
    const things = thingsAt(bound, name, offset).map(({ id }) => id);
    if (things.length === 0) return [];
    const ids = together(bound, things);
    return placesOf(ids, family(document, this.project).values()).map(({ span, occurrences }) => ({
      span,
      role: occurrences[0]!.role,
    }));
  }

  /** The same in one text only. */
  highlights(name: string, offset: number): readonly Reference[] {
    const document = this.project.document(name);
    if (document === null) return [];
    const bound = this.project.bound(document);
    const things = thingsAt(bound, name, offset).map(({ id }) => id);
    return placesOf(new Set(things), [bound])
      .filter(({ span }) => span.source === name)
      .map(({ span, occurrences }) => ({ span, role: occurrences[0]!.role }));
  }

  /** What would be renamed; null where there is nothing to rename. */
  renamable(name: string, offset: number): { readonly span: Span; readonly name: string } | null {
    return this.ask(name, (document) => renamable(document, offset, this.project));
  }

  rename(name: string, offset: number, to: string): Renaming {
    const document = this.project.document(name);
    if (document === null) return { refused: "the text is not open" };
    return rename(document, offset, to, this.project);
  }

  outline(name: string): readonly OutlineItem[] {
    return this.ask(name, outline) ?? [];
  }

  folds(name: string): readonly Fold[] {
    return this.ask(name, folds) ?? [];
  }

  format(name: string): Formatted {
    return this.ask(name, formatting) ?? { edits: [], mistakes: [] };
  }

  hints(name: string): readonly InlayHint[] {
    return this.ask(name, (document) => inlayHints(document, this.project)) ?? [];
  }

  tokens(name: string): readonly SemanticToken[] {
    return this.ask(name, (document) => semanticTokens(document, this.project)) ?? [];
  }

  /** Whether a name is written at an offset. */
  isName(name: string, offset: number): boolean {
    const bound = this.ask(name, (document) => this.project.bound(document));
    return bound !== null && occurrencesAt(bound, name, offset).length > 0;
  }

  private ask<T>(name: string, answer: (document: Document) => T): T | null {
    const document = this.project.document(name);
    return document === null ? null : answer(document);
  }
}

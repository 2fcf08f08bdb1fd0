import {
  type Connection,
  DocumentHighlightKind,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  type Position,
  ResponseError,
  type TextDocumentContentChangeEvent,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { Lines } from "../../service/positions.ts";
import { LanguageService } from "../../service/service.ts";
import { loadBeside } from "../files.ts";
import { packageVersion } from "../package.ts";
import {
  codeActionOf,
  completionItemOf,
  documentSymbolOf,
  foldingRangeOf,
  inlayHintOf,
  locationOf,
  rangeOf,
  signatureHelpOf,
  textEditsOf,
  workspaceEditOf,
} from "./convert.ts";
import { Diagnosing } from "./diagnosing.ts";
import type { Examiner } from "./examiner.ts";
import { nameOf } from "./names.ts";
import { legend, semanticTokensOf } from "./semantic.ts";
import { patternFiles } from "./workspace.ts";

interface Asked {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** The language service behind a connection: names for URIs, offsets for lines and columns. */
export class Server {
  private readonly connection: Connection;
  private readonly service: LanguageService;
  private readonly diagnosing: Diagnosing;
  private readonly lines = new Map<string, { readonly text: string; readonly lines: Lines }>();
  private folders: readonly string[] = [];
  private refreshes = false;

  constructor(connection: Connection, examine: Examiner) {
    this.connection = connection;
    this.service = new LanguageService({
      load: loadBeside,
      others: () => patternFiles(this.folders),
    });
    const learned = () => {
      if (this.refreshes) void connection.languages.inlayHint.refresh();
    };
    this.diagnosing = new Diagnosing(connection, this.service, examine, this.linesOf, learned);
  }

  listen(): void {
    this.connection.onInitialize((params) => this.initialize(params));
    this.hearTexts();
    this.answerAboutPlaces();
    this.answerAboutTexts();
    this.connection.listen();
  }

  private initialize({ workspaceFolders, capabilities }: InitializeParams): InitializeResult {
    this.folders = (workspaceFolders ?? []).flatMap(({ uri }) =>
      uri.startsWith("file:") ? [nameOf(uri)] : [],
    );
    this.refreshes = capabilities.workspace?.inlayHint?.refreshSupport === true;
    return {
      serverInfo: { name: "pda", version: packageVersion() },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        completionProvider: { triggerCharacters: [".", '"', ">"] },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ["(", ","] },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        documentFormattingProvider: true,
        codeActionProvider: { codeActionKinds: ["quickfix"] },
        inlayHintProvider: true,
        semanticTokensProvider: { legend, full: true },
      },
    };
  }

  private hearTexts(): void {
    const { connection, service } = this;
    connection.onDidOpenTextDocument(({ textDocument: { uri, text } }) => {
      service.open({ name: nameOf(uri), text });
      this.diagnosing.changed(nameOf(uri), 0);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri }, contentChanges }) => {
      const name = nameOf(uri);
      const text = contentChanges.reduce(changed, service.text(name) ?? "");
      service.open({ name, text });
      this.diagnosing.changed(name);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      const name = nameOf(uri);
      this.diagnosing.closed(name);
      service.close(name);
      this.lines.delete(name);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.diagnosing.changed(nameOf(uri));
    });
  }

  private answerAboutPlaces(): void {
    const { connection, service } = this;
    connection.onCompletion((asked) => {
      const { name, lines, offset } = this.place(asked);
      const found = service.complete(name, offset);
      if (found === null) return null;
      const range = rangeOf(lines, found);
      return found.items.map((item) => completionItemOf(item, range));
    });
    connection.onHover((asked) => {
      const { name, lines, offset } = this.place(asked);
      const found = service.hover(name, offset);
      if (found === null) return null;
      return { contents: { kind: "markdown", value: found.text }, range: rangeOf(lines, found) };
    });
    connection.onSignatureHelp((asked) => {
      const { name, offset } = this.place(asked);
      const found = service.signature(name, offset);
      return found === null ? null : signatureHelpOf(found);
    });
    connection.onDefinition((asked) => {
      const { name, offset } = this.place(asked);
      return service.definitions(name, offset).map((span) => locationOf(span, this.linesOf));
    });
    connection.onReferences(({ context, ...asked }) => {
      const { name, offset } = this.place(asked);
      return service
        .references(name, offset)
        .filter(({ role }) => context.includeDeclaration || role !== "definition")
        .map(({ span }) => locationOf(span, this.linesOf));
    });
    connection.onDocumentHighlight((asked) => {
      const { name, lines, offset } = this.place(asked);
      return service.highlights(name, offset).map(({ span, role }) => ({
        range: rangeOf(lines, span),
        kind: role === "reference" ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
      }));
    });
    connection.onPrepareRename((asked) => {
      const { name, lines, offset } = this.place(asked);
      const found = service.renamable(name, offset);
      return found === null ? null : { range: rangeOf(lines, found.span), placeholder: found.name };
    });
    connection.onRenameRequest(({ newName, ...asked }) => {
      const { name, offset } = this.place(asked);
      const renaming = service.rename(name, offset, newName);
      if ("refused" in renaming) {
        return new ResponseError(LSPErrorCodes.RequestFailed, renaming.refused);
      }
      return workspaceEditOf(renaming.edits, this.linesOf);
    });
  }

  private answerAboutTexts(): void {
    const { connection, service } = this;
    connection.onDocumentSymbol(({ textDocument: { uri } }) => {
      const name = nameOf(uri);
      return service.outline(name).map((item) => documentSymbolOf(item, this.linesOf(name)));
    });
    connection.onFoldingRanges(({ textDocument: { uri } }) => {
      const name = nameOf(uri);
      return service.folds(name).map((fold) => foldingRangeOf(fold, this.linesOf(name)));
    });
    connection.onDocumentFormatting(({ textDocument: { uri } }) => {
      const name = nameOf(uri);
      const { edits, mistakes } = service.format(name);
      if (mistakes.length > 0) {
        const text = "the text has mistakes and cannot be formatted: put them right first";
        return new ResponseError(LSPErrorCodes.RequestFailed, text);
      }
      return textEditsOf(edits, this.linesOf(name));
    });
    connection.onCodeAction(({ textDocument: { uri }, range }) => {
      const name = nameOf(uri);
      const lines = this.linesOf(name);
      const fixes = service.fixes(name, lines.offset(range.start), lines.offset(range.end));
      return fixes.map((fix) => codeActionOf(fix, this.linesOf));
    });
    connection.languages.inlayHint.on(({ textDocument: { uri }, range }) => {
      const name = nameOf(uri);
      const lines = this.linesOf(name);
      const [start, end] = [lines.offset(range.start), lines.offset(range.end)];
      return service
        .hints(name)
        .filter(({ offset }) => start <= offset && offset <= end)
        .map((hint) => inlayHintOf(hint, lines));
    });
    connection.languages.semanticTokens.on(({ textDocument: { uri } }) => {
      const name = nameOf(uri);
      return semanticTokensOf(service.tokens(name), this.linesOf(name));
    });
  }

  private place({ textDocument: { uri }, position }: Asked) {
    const name = nameOf(uri);
    const lines = this.linesOf(name);
    return { name, lines, offset: lines.offset(position) };
  }

  /** Lines of an open text, or of one on disk. */
  private readonly linesOf = (name: string): Lines => {
    const text = this.service.text(name) ?? loadBeside(name, name)?.text ?? "";
    const known = this.lines.get(name);
    if (known?.text === text) return known.lines;
    const lines = new Lines(text);
    this.lines.set(name, { text, lines });
    return lines;
  };
}

function changed(text: string, change: TextDocumentContentChangeEvent): string {
  if (!("range" in change)) return change.text;
  const lines = new Lines(text);
  const { start, end } = change.range;
  return text.slice(0, lines.offset(start)) + change.text + text.slice(lines.offset(end));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CodeActionRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  PrepareRenameRequest,
  type ProtocolConnection,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { pack } from "../../editor/pack.ts";
import { Client, positionIn } from "./client.ts";
import { states } from "./marked.ts";
import { entriesOf } from "./unzip.ts";

const events = `// What the shop tells us.
events shop {
  key visitor
  time ts
  event search { term: text }
  event view { product: text }
}
`;
const pattern = `use "shop.pda"

pattern visits on shop {
  session gap 30m
  stack query { term: text }
  emits found { product: text, term: text }

  start browsing

  state browsing {
    on search -> searched { push query { term } }
  }
  state searched {
    on search { replace query { term } }
    on view -> browsing { emit found { product, term: lower(top.term) }  clear }
  }
}
`;

/** The edits of a text, applied without the code that is tested. */
function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: TextEdit["range"]["start"]): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (done, { range, newText }) =>
        done.slice(0, offset(range.start)) + newText + done.slice(offset(range.end)),
      text,
    );
}

/** The extension as it is packed, and unpacked again by another program's hands. */
async function unpacked(folder: string): Promise<string> {
  const { bytes } = await pack(join(folder, "bundled"));
  for (const { path, content } of entriesOf(bytes)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return join(folder, "extension");
}

const servers = [
  ["pda lsp", async (_: string) => ["--import", "tsx", "src/cli/main.ts", "lsp", "--stdio"]],
  [
    "the extension's server",
    async (folder: string) => [join(await unpacked(folder), "dist/server.mjs"), "--stdio"],
  ],
] as const;

describe.each(servers)("%s, as an editor talks to it", (_name, command) => {
  const folder = mkdtempSync(join(tmpdir(), "pda-lsp-"));
  const uri = pathToFileURL(join(folder, "visits.pda")).href;
  const used = pathToFileURL(join(folder, "shop.pda")).href;
  let client: Client;
  let connection: ProtocolConnection;
  const textDocument = { uri };
  const at = (needle: string, more = 0) => ({
    textDocument,
    position: positionIn(pattern, pattern.indexOf(needle) + more),
  });

  beforeAll(async () => {
    writeFileSync(join(folder, "shop.pda"), events);
    writeFileSync(join(folder, "visits.pda"), pattern);
    client = new Client(await command(join(folder, ".extension")));
    connection = client.connection;
    const { capabilities } = await client.initialize(folder);
    expect(capabilities).toMatchObject({
      hoverProvider: true,
      renameProvider: { prepareProvider: true },
    });
    await client.open(uri, pattern);
    expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
  });

  afterAll(async () => {
    expect(await client.end()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it("completes", async () => {
    const items = await connection.sendRequest(CompletionRequest.type, at("top.term", 4));
    expect(items).toMatchObject([
      {
        label: "term",
        detail: "text",
        textEdit: { newText: "term", range: { end: { character: 64 } } },
      },
    ]);
  });

  it("tells what things are", async () => {
    const hover = await connection.sendRequest(HoverRequest.type, at("searched {", 2));
    expect(hover?.contents).toMatchObject({ kind: "markdown" });
    expect(JSON.stringify(hover?.contents)).toContain("state searched");
    const help = await connection.sendRequest(SignatureHelpRequest.type, at("lower(", 6));
    expect(help).toMatchObject({
      activeParameter: 0,
      signatures: [{ label: "lower(x: text): text" }],
    });
  });

  it("finds declarations in used files, and all places", async () => {
    const found = await connection.sendRequest(DefinitionRequest.type, at("view ->"));
    expect(found).toEqual([
      { uri: used, range: { start: { line: 5, character: 8 }, end: { line: 5, character: 12 } } },
    ]);
    const context = { includeDeclaration: false };
    const places = await connection.sendRequest(ReferencesRequest.type, {
      ...at("browsing {", 1),
      context,
    });
    expect(places?.map(({ range }) => range.start.line)).toEqual([7, 14]);
    const marks = await connection.sendRequest(DocumentHighlightRequest.type, at("browsing {", 1));
    expect(marks?.length).toBe(3);
  });

  it("renames in all files, and refuses with a reason", async () => {
    expect(await connection.sendRequest(PrepareRenameRequest.type, at("view ->"))).toMatchObject({
      placeholder: "view",
    });
    const edit = await connection.sendRequest(RenameRequest.type, {
      ...at("view ->"),
      newName: "look",
    });
    expect(edited(events, edit?.changes?.[used] ?? [])).toContain('event look is "view" { product');
    expect(edited(pattern, edit?.changes?.[uri] ?? [])).toContain("on look -> browsing");
    const taken = connection.sendRequest(RenameRequest.type, {
      ...at("view ->"),
      newName: "search",
    });
    await expect(taken).rejects.toThrow("there is an event `search` already");
  });

  it("draws the outline, folds, hints and tokens", async () => {
    const outline = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    expect(outline?.map(({ name }) => name)).toEqual(["shop.pda", "visits"]);
    const folds = await connection.sendRequest(FoldingRangeRequest.type, { textDocument });
    expect(folds?.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [2, 15],
      [9, 10],
      [12, 14],
    ]);
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = await connection.sendRequest(InlayHintRequest.type, { textDocument, range });
    expect(hints?.map(({ label }) => label)).toEqual([
      "at most 1 deep",
      "top: nothing",
      "top: query",
    ]);
    const tokens = await connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    expect(tokens?.data.slice(0, 10)).toEqual([0, 0, 3, 0, 0, 0, 4, 10, expect.any(Number), 0]);
  });

  it("says what is wrong while one types, and puts it right", async () => {
    const wrong = pattern.replace("-> searched", "-> serched");
    const start = positionIn(pattern, pattern.indexOf("searched {"));
    const end = { ...start, character: start.character + "searched".length };
    await client.change(uri, { range: { start, end }, text: "serched" });
    const { diagnostics } = await client.diagnostics(uri, (found) => found.diagnostics.length > 0);
    expect(diagnostics[0]).toMatchObject({
      code: "PDA0102",
      source: "pda",
      range: { start, end: { ...end, character: end.character - 1 } },
    });
    expect(diagnostics[0]?.message).toContain("help: did you mean `searched`?");
    const context = { diagnostics };
    const actions = await connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: diagnostics[0]!.range,
      context,
    });
    expect(actions).toMatchObject([{ title: "Change to searched", kind: "quickfix" }]);
    const [action] = actions ?? [];
    const edits =
      action !== undefined && "edit" in action ? (action.edit?.changes?.[uri] ?? []) : [];
    expect(edited(wrong, edits)).toBe(pattern);
    await client.change(uri, { text: pattern });
    await client.diagnostics(uri, (found) => found.diagnostics.length === 0);
  });

  it("looks at a text again when one that it uses changes", async () => {
    await client.open(used, events);
    await client.change(used, { text: events.replace("event view", "event look") });
    const { diagnostics } = await client.diagnostics(uri, (found) => found.diagnostics.length > 0);
    expect(diagnostics[0]?.message).toContain("declares no event `view`");
    await client.change(used, { text: events });
  });

  it("formats with columns counted in UTF-16 units", async () => {
    const text = states('      on  view if last = "🙂🙂" {  emit   lost }');
    const other = pathToFileURL(join(folder, "emoji.pda")).href;
    await client.open(other, text);
    const options = { tabSize: 2, insertSpaces: true };
    const params = { textDocument: { uri: other }, options };
    const edits = await connection.sendRequest(DocumentFormattingRequest.type, params);
    expect(edited(text, edits ?? [])).toContain('on view if last = "🙂🙂" { emit lost }');
    await client.change(other, { text: `${text}\nstate {` });
    const broken = connection.sendRequest(DocumentFormattingRequest.type, params);
    await expect(broken).rejects.toThrow("mistakes");
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CompletionRequest,
  createProtocolConnection,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentSymbolRequest,
  ExitNotification,
  FoldingRangeRequest,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  InlayHintRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  ShutdownRequest,
  SignatureHelpRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { largePattern } from "./compiling.ts";
import { median } from "./median.ts";
import { buildPda, startPda } from "./pda.ts";
import { root } from "./root.ts";

/** Keystrokes that are measured, and before them those that warm the server up. */
const STROKES = 30;
const WARMING = 30;
const uri = "untitled:measured.pda";
const textDocument = { uri };

/** The patterns of the library one after the other, under names of their own, up to a thousand lines. */
function libraryText(): string {
  const folder = join(root, "patterns");
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(join(folder, name, "pattern.pda"), "utf8"));
  let text = "";
  for (let n = 0; text.split("\n").length < 1000; n++) {
    text += texts[n % texts.length]!.replaceAll(/^(events|pattern) (\w+)/gm, `$1 $2_${n}`)
      .replaceAll(/^(pattern \w+ on \w+)/gm, `$1_${n}`)
      .replaceAll(/^(scenario ".*" for \w+)/gm, `$1_${n}`);
  }
  return text;
}

/** Where each question is asked: behind the first of these words, in the last third of the text. */
interface Places {
  readonly value: string;
  readonly name: string;
}

/** Milliseconds from a question to its answer, by the built `pda lsp` as a process of its own, behind its protocol. */
export async function serviceAnswers(print: (text: string) => void): Promise<void> {
  buildPda();
  await answersOn(
    "patterns of the library",
    libraryText(),
    { value: "emit ", name: "state " },
    print,
  );
  await answersOn(
    "one pattern of 200 states",
    largePattern(),
    { value: "if depth", name: "state " },
    print,
  );
}

async function answersOn(
  what: string,
  text: string,
  { value, name }: Places,
  print: (text: string) => void,
): Promise<void> {
  const server = startPda(["lsp", "--stdio"]);
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout!),
    new StreamMessageWriter(server.stdin!),
  );
  let heard: () => void = () => {};
  connection.onNotification(PublishDiagnosticsNotification.type, () => heard());
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const opened = { uri, languageId: "pda", version: 1, text };
  await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: opened });

  const late = Math.floor((text.length * 2) / 3);
  const at = (word: string) => positionOf(text, text.indexOf(word, late) + word.length);
  const [valueAt, nameAt] = [
    { textDocument, position: at(value) },
    { textDocument, position: at(name) },
  ];
  const whole = { start: { line: 0, character: 0 }, end: positionOf(text, text.length) };
  const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      "completion, right after a keystroke",
      () => connection.sendRequest(CompletionRequest.type, valueAt),
    ],
    ["completion", () => connection.sendRequest(CompletionRequest.type, valueAt)],
    ["hover", () => connection.sendRequest(HoverRequest.type, nameAt)],
    ["signature help", () => connection.sendRequest(SignatureHelpRequest.type, valueAt)],
    ["definition", () => connection.sendRequest(DefinitionRequest.type, nameAt)],
    [
      "references",
      () =>
        connection.sendRequest(ReferencesRequest.type, {
          ...nameAt,
          context: { includeDeclaration: true },
        }),
    ],
    ["rename", () => connection.sendRequest(RenameRequest.type, { ...nameAt, newName: "renamed" })],
    ["outline", () => connection.sendRequest(DocumentSymbolRequest.type, { textDocument })],
    ["folding", () => connection.sendRequest(FoldingRangeRequest.type, { textDocument })],
    [
      "inlay hints",
      () => connection.sendRequest(InlayHintRequest.type, { textDocument, range: whole }),
    ],
    ["semantic tokens", () => connection.sendRequest(SemanticTokensRequest.type, { textDocument })],
    [
      "formatting",
      () =>
        connection.sendRequest(DocumentFormattingRequest.type, {
          textDocument,
          options: { tabSize: 2, insertSpaces: true },
        }),
    ],
  ];
  const taken = new Map<string, number[]>(questions.map(([question]) => [question, []]));
  const diagnosed: number[] = [];
  for (let stroke = -WARMING; stroke < STROKES; stroke++) {
    const begun = performance.now();
    const published = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await type(connection, stroke, whole.end);
    for (const [question, ask] of questions) {
      const asked = performance.now();
      await ask();
      if (stroke >= 0) taken.get(question)!.push(performance.now() - asked);
    }
    await published;
    if (stroke >= 0) diagnosed.push(performance.now() - begun);
  }
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);

  print(
    `${what}, ${text.split("\n").length} lines: milliseconds to the answer over ${STROKES} keystrokes`,
  );
  print(`  ${"".padEnd(36)}  median   worst`);
  for (const [question, times] of [
    ...taken,
    ["diagnostics, the pause of 150 included", diagnosed] as const,
  ]) {
    const figures = [median(times), Math.max(...times)].map((one) => one.toFixed(1).padStart(8));
    print(`  ${question.padEnd(36)}${figures.join("")}`);
  }
}

/** One keystroke: a blank more at the text's end, or one less. */
async function type(connection: ProtocolConnection, stroke: number, end: Position): Promise<void> {
  const more = stroke % 2 === 0;
  const range = more
    ? { start: end, end }
    : { start: end, end: { ...end, character: end.character + 1 } };
  const params = {
    textDocument: { uri, version: stroke + WARMING + 2 },
    contentChanges: [{ range, text: more ? " " : "" }],
  };
  await connection.sendNotification(DidChangeTextDocumentNotification.type, params);
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
}

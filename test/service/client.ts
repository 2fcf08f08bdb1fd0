import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";

/** Far more than a busy machine needs; nothing is measured by it. */
const PATIENCE_MS = 30_000;

const root = resolve(import.meta.dirname, "../..");

/** An editor, as far as the protocol goes: `pda lsp` as a process of its own, behind Microsoft's client library. */
export class Client {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  private readonly versions = new Map<string, number>();
  private readonly published = new Map<string, PublishDiagnosticsParams>();
  private waiting: (() => void)[] = [];

  constructor(command: readonly string[]) {
    this.process = spawn(process.execPath, command, {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.published.set(params.uri, params);
      for (const go of this.waiting.splice(0)) go();
    });
    this.connection.listen();
  }

  async initialize(folder: string): Promise<InitializeResult> {
    const uri = pathToFileURL(folder).href;
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "test" }],
      capabilities: {},
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  async open(uri: string, text: string): Promise<void> {
    this.versions.set(uri, 1);
    const textDocument = { uri, languageId: "pda", version: 1, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  async change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    this.published.delete(uri);
    const textDocument = { uri, version };
    const params = { textDocument, contentChanges };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, params);
  }

  /** What the server says of a text, the first time that it is as it should be; fails where it never is. */
  async diagnostics(
    uri: string,
    wanted: (found: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<PublishDiagnosticsParams> {
    let patience = true;
    const timer = setTimeout(() => {
      patience = false;
      for (const go of this.waiting.splice(0)) go();
    }, PATIENCE_MS);
    for (;;) {
      const found = this.published.get(uri);
      if (found !== undefined && wanted(found)) {
        clearTimeout(timer);
        return found;
      }
      if (!patience) throw new Error(`waited in vain; last said: ${JSON.stringify(found)}`);
      await new Promise<void>((go) => this.waiting.push(go));
    }
  }

  /** The exit code. */
  async end(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    const ended = new Promise<number | null>((go) => this.process.once("exit", go));
    await this.connection.sendNotification(ExitNotification.type);
    return ended;
  }
}

/** Line and column of an offset, told without the code that is tested. */
export function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
}

import { join } from "node:path";
import { type ExtensionContext, workspace } from "vscode";
import { LanguageClient, type ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | null = null;

/** Starts the server: the one that comes along, or the `pda` that the settings name. */
export async function activate({ asAbsolutePath }: ExtensionContext): Promise<void> {
  const own = asAbsolutePath(join("dist", "server.mjs"));
  const command = workspace.getConfiguration("pushdown").get<string>("command", "").trim();
  const server: ServerOptions =
    command === ""
      ? { module: own, transport: TransportKind.stdio }
      : { command, args: ["lsp", "--stdio"] };
  client = new LanguageClient("pushdown", "Pushdown", server, {
    documentSelector: [{ language: "pda" }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.pda") },
  });
  await client.start();
}

export const deactivate = (): Promise<void> | undefined => client?.stop();

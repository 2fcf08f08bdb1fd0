import { type Context, command } from "./command.ts";

export const lspCommand = (_: Context) =>
  command("lsp", "serve an editor over standard input and output (language server protocol)", [
    "pda lsp --stdio",
  ])
    .option("--stdio", "the only way to talk, so it may be left out")
    .action(async () => {
      // Everything that a server needs is loaded for this command only.
      const { serve } = await import("./lsp/serve.ts");
      await serve();
    });

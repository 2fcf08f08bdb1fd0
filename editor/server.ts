import { serve } from "../src/cli/lsp/serve.ts";

/** The extension's own server: the same as `pda lsp`, in one file beside its worker. */
void serve(new URL("./examine-worker.mjs", import.meta.url));

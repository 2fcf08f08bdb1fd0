import type { complete as WholeComplete } from "../../src/service/complete/complete.ts";
import type { grammarGraph as WholeGrammarGraph } from "../../src/service/complete/graph.ts";
import type { formatting as WholeFormatting } from "../../src/service/formatting.ts";
import type { hoverAt as WholeHoverAt } from "../../src/service/hover.ts";
import type {
  renamable as WholeRenamable,
  rename as WholeRename,
} from "../../src/service/rename.ts";
import type { signatureAt as WholeSignatureAt } from "../../src/service/signature.ts";

/**
 * Stands in the place of completion, hover, signatures, renaming and formatting, which are fetched when somebody first
 * asks for one.
 */
export let complete: typeof WholeComplete = () => null;
export let grammarGraph: typeof WholeGrammarGraph = () => new Map();
export let hoverAt: typeof WholeHoverAt = () => null;
export let signatureAt: typeof WholeSignatureAt = () => null;
export let renamable: typeof WholeRenamable = () => null;
export let rename: typeof WholeRename = () => ({ refused: "renaming is not loaded" });

export let formatting: typeof WholeFormatting = () => ({ edits: [], mistakes: [] });

export async function loadWriting(): Promise<void> {
  const [completing, graph, hovering, signing, renaming, form] = await Promise.all([
    import("../../src/service/complete/complete.ts"),
    import("../../src/service/complete/graph.ts"),
    import("../../src/service/hover.ts"),
    import("../../src/service/signature.ts"),
    import("../../src/service/rename.ts"),
    import("../../src/service/formatting.ts"),
  ]);
  complete = completing.complete;
  grammarGraph = graph.grammarGraph;
  hoverAt = hovering.hoverAt;
  signatureAt = signing.signatureAt;
  formatting = form.formatting;
  ({ renamable, rename } = renaming);
}

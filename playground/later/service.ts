import type { complete as WholeComplete } from "../../src/service/complete/complete.ts";
import type { formatting as WholeFormatting } from "../../src/service/formatting.ts";
import type {
  renamable as WholeRenamable,
  rename as WholeRename,
} from "../../src/service/rename.ts";

/** Stands in the place of completion, renaming and formatting, which are fetched when somebody first asks for one. */
export let complete: typeof WholeComplete = () => null;
export let renamable: typeof WholeRenamable = () => null;
export let rename: typeof WholeRename = () => ({ refused: "renaming is not loaded" });

export let formatting: typeof WholeFormatting = () => ({ edits: [], mistakes: [] });

export async function loadWriting(): Promise<void> {
  const [completing, renaming, form] = await Promise.all([
    import("../../src/service/complete/complete.ts"),
    import("../../src/service/rename.ts"),
    import("../../src/service/formatting.ts"),
  ]);
  complete = completing.complete;
  formatting = form.formatting;
  ({ renamable, rename } = renaming);
}

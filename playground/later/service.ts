import type { complete as WholeComplete } from "../../src/service/complete/complete.ts";
import type {
  renamable as WholeRenamable,
  rename as WholeRename,
} from "../../src/service/rename.ts";

/** Stands in the place of completion and renaming, which are fetched when somebody first asks for one of them. */
export let complete: typeof WholeComplete = () => null;
export let renamable: typeof WholeRenamable = () => null;
export let rename: typeof WholeRename = () => ({ refused: "renaming is not loaded" });

export async function loadWriting(): Promise<void> {
  const [completing, renaming] = await Promise.all([
    import("../../src/service/complete/complete.ts"),
    import("../../src/service/rename.ts"),
  ]);
  complete = completing.complete;
  ({ renamable, rename } = renaming);
}

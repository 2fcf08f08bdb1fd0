import type { Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/**
 * An answer about the text as it stands when it comes: where it was changed meanwhile, it is asked for again. Null
 * where the text did not stand still for that long, which takes somebody who goes on typing.
 */
export async function whileUnchanged<T>(
  view: EditorView,
  ask: () => Promise<T>,
): Promise<T | null> {
  for (let turn = 0; turn < TURNS; turn++) {
    const { doc }: { readonly doc: Text } = view.state;
    const answer = await ask();
    if (view.state.doc === doc) return answer;
  }
  return null;
}

const TURNS = 5;

import { effect } from "@preact/signals";
import type { Playground } from "../state.ts";

/** A pause in typing. */
const PAUSE_MS = 150;

/** Keeps what is known of the text up to date: after each pause it is checked and proved anew. */
export function examineAsYouType({ language, source, findings, trouble }: Playground): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const examine = async (text: string): Promise<void> => {
    try {
      const found = await language.ask("examine");
      // Of an older text the places are no longer right; the newer one's turn comes.
      if (source.peek().text === text) findings.value = { ...found, of: text };
    } catch (error) {
      trouble.value = `The text could not be checked: ${String(error)}`;
    }
  };
  return effect(() => {
    const { text } = source.value;
    language.open(text);
    clearTimeout(timer);
    timer = setTimeout(() => void examine(text), PAUSE_MS);
  });
}

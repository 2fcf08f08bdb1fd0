import { effect } from "@preact/signals";
import { embedded, openExample, openHash, openShared, take } from "./open.ts";
import { remember, remembered } from "./panes/remembered.ts";
import type { Playground } from "./state.ts";

const FIRST = "search-attribution";
const DRAFT_MAX = 200_000;

/** What is shown first: what the address says, what the page carries, what was left here, or an example. */
export async function start(playground: Playground): Promise<void> {
  if (!(await openHash(playground, location.hash))) {
    const inside = embedded();
    const draft = remembered("draft");
    if (inside !== null) openShared(playground, inside, "own");
    else if (draft === null) await openExample(playground, FIRST);
    else take(playground, draft, null);
  }
  if (playground.source.peek().text === "") {
    // What was wrong with the link stays in sight beside the example that is shown instead.
    const trouble = playground.trouble.peek();
    await openExample(playground, FIRST);
    playground.trouble.value = trouble;
  }
}

/** From then on: another address opens something else, and what is written here is kept. */
export function stay(playground: Playground): void {
  addEventListener("hashchange", () => void openHash(playground, location.hash));
  keepDraft(playground);
}

/** What was written here is there again after the window was closed by mistake; the log is not kept. */
function keepDraft({ source }: Playground): void {
  const first = source.peek().text;
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const { text } = source.value;
    clearTimeout(timer);
    if (text === first || text.length > DRAFT_MAX) return;
    timer = setTimeout(() => remember("draft", text), 1000);
  });
}

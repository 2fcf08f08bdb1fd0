import { goTo, jump, stepBy, type Watching } from "./watching.ts";

/** Going through time by key, wherever nothing is being written. */
export const keys: readonly (readonly [
  key: string,
  does: string,
  act: (watching: Watching) => void,
])[] = [
  [".", "step", (watching) => stepBy(watching, 1)],
  [",", "step back", (watching) => stepBy(watching, -1)],
  ["k", "play, pause", ({ playing }) => (playing.value = !playing.value)],
  ["n", "next result", (watching) => jump(watching, "result", true)],
  ["p", "result before", (watching) => jump(watching, "result", false)],
  ["b", "run to the next breakpoint", (watching) => jump(watching, "break", true)],
  ["0", "to the beginning", (watching) => goTo(watching, 0)],
  ["9", "to the end", (watching) => goTo(watching, watching.steps.peek())],
];

export function listen(watching: Watching): () => void {
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const [at] = event.composedPath();
    if (!(at instanceof HTMLElement) || at.closest("dialog") !== null) return;
    if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    const found = keys.find(([key]) => key === event.key);
    if (found === undefined || watching.session.peek() === null) return;
    event.preventDefault();
    found[2](watching);
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}

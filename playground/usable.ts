import { effect } from "@preact/signals";
import type { Watching } from "./watch/watching.ts";

/**
 * Marks the instant from which the page is of use: the text can be written, and of the log the first session with its
 * first moment is drawn; or it is said why there is none.
 */
export function markUsable({ playground, moment, phase, stale, summary }: Watching): void {
  let told = false;
  const stop = effect(() => {
    if (told || playground.source.value.text === "") return;
    const empty = summary.value?.patterns.every(({ sessions }) => sessions === 0) === true;
    const none = playground.log.value === null || stale.value > 0 || phase.value.is === "broken";
    if (moment.value === null && !empty && !none) return;
    told = true;
    // After the frame in which it is drawn.
    requestAnimationFrame(() => setTimeout(() => performance.mark("pushdown-interactive")));
  });
  if (told) stop();
}

import { effect } from "@preact/signals";
import type { Watching } from "./watch/watching.ts";

/**
 * Marks the instant from which the page is of use, and then says so: text, picture, sessions and the first moment of
 * the first one are drawn, keys and clicks are heard; or it is said why there is nothing to see.
 */
export function whenUsable(
  { playground, moment, phase, stale, summary }: Watching,
  then: () => void,
): void {
  let told = false;
  const stop = effect(() => {
    if (told || playground.source.value.text === "") return;
    const empty = summary.value?.patterns.every(({ sessions }) => sessions === 0) === true;
    const broken = phase.value.is === "broken" || phase.value.is === "waiting";
    const none = playground.log.value === null || stale.value > 0 || broken;
    if (moment.value === null && !empty && !none) return;
    told = true;
    // After the frame in which it is drawn.
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.mark("pushdown-interactive");
        then();
      }),
    );
  });
  if (told) stop();
}

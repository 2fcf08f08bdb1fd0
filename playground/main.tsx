import { render } from "preact";
import { App } from "./app.tsx";
import { examineAsYouType } from "./language/examining.ts";
import { take } from "./open.ts";
import { earlyAnswers } from "./opening/early-answers.ts";
import type { Recorded } from "./opening/recorded.ts";
import { keepFocus } from "./panes/keep-focus.ts";
import { start, stay } from "./start.ts";
import { createPlayground, type Playground, PlaygroundContext, type Threads } from "./state.ts";
import { whenUsable } from "./usable.ts";
import { listen } from "./watch/keys.ts";
import { createWatching, type Watching, WatchingContext, watchAll } from "./watch/watching.ts";

/** The whole page, before threads that `begin.ts` has made, and with what it has begun to fetch. */
export async function show(
  threads: Threads,
  recorded: Promise<{ readonly recorded: Recorded }> | null,
): Promise<void> {
  if (document.readyState === "loading")
    await new Promise((read) => addEventListener("DOMContentLoaded", read, { once: true }));
  const place = document.getElementById("app");
  if (place === null) throw new Error("the page has no place for the app");
  const playground = createPlayground(threads);
  // A question that broke its thread is no question without an answer.
  addEventListener("unhandledrejection", ({ reason }) => {
    playground.trouble.value = `The page could not do that, which is its own mistake: ${String(reason)}`;
  });
  const watching =
    recorded === null
      ? createWatching(playground)
      : await opening(playground, (await recorded).recorded);
  render(
    <PlaygroundContext.Provider value={playground}>
      <WatchingContext.Provider value={watching}>
        <App />
      </WatchingContext.Provider>
    </PlaygroundContext.Provider>,
    place,
  );
  // Behind what the render has left for after the frame: only then keys are heard.
  whenUsable(watching, () => {
    playground.drawn.value = true;
    for (const thread of Object.values(threads)) thread.start();
  });
  if (recorded === null) {
    await start(playground);
    watchAll(watching);
  }
  stay(playground);
  examineAsYouType(playground);
  listen(watching);
  keepFocus();
}

/** A recorded example is drawn once, as a whole: what its first screen asks has been answered before. */
async function opening(playground: Playground, recorded: Recorded): Promise<Watching> {
  const { pattern, logName: name, log } = recorded;
  const bytes = new Blob([log]);
  playground.coloured.value = recorded.coloured;
  playground.language.know({ text: pattern, answers: recorded.said });
  const watching = createWatching(playground, {
    answers: earlyAnswers(recorded, bytes),
    automata: recorded.automata,
  });
  take(playground, pattern, { name, bytes, origin: "gallery" });
  watchAll(watching);
  // All that is recorded is told within this turn.
  await new Promise((turn) => setTimeout(turn));
  return watching;
}

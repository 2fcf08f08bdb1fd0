import { render } from "preact";
import { App } from "./app.tsx";
import { examineAsYouType } from "./language/examining.ts";
import { start } from "./start.ts";
import { createPlayground, PlaygroundContext, type Threads } from "./state.ts";
import { markUsable } from "./usable.ts";
import { listen } from "./watch/keys.ts";
import { createWatching, WatchingContext, watchAll } from "./watch/watching.ts";

/** The whole page, before threads that `begin.ts` has started. */
export async function show(threads: Threads): Promise<void> {
  if (document.readyState === "loading")
    await new Promise((read) => addEventListener("DOMContentLoaded", read, { once: true }));
  const place = document.getElementById("app");
  if (place === null) throw new Error("the page has no place for the app");
  const playground = createPlayground(threads);
  const watching = createWatching(playground);
  markUsable(watching);
  render(
    <PlaygroundContext.Provider value={playground}>
      <WatchingContext.Provider value={watching}>
        <App />
      </WatchingContext.Provider>
    </PlaygroundContext.Provider>,
    place,
  );
  await start(playground);
  watchAll(watching);
  examineAsYouType(playground);
  listen(watching);
}

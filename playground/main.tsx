import { render } from "preact";
import { App } from "./app.tsx";
import { examineAsYouType } from "./language/examining.ts";
import { start } from "./start.ts";
import { startWorker } from "./start-worker.ts";
import { createPlayground, PlaygroundContext } from "./state.ts";
import "./style/page.css";
import { listen } from "./watch/keys.ts";
import { createWatching, WatchingContext, watchAll } from "./watch/watching.ts";

const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the app");

const playground = createPlayground({
  language: startWorker("language"),
  engine: startWorker("engine"),
});
const watching = createWatching(playground);
render(
  <PlaygroundContext.Provider value={playground}>
    <WatchingContext.Provider value={watching}>
      <App />
    </WatchingContext.Provider>
  </PlaygroundContext.Provider>,
  place,
);
await start(playground);
examineAsYouType(playground);
watchAll(watching);
listen(watching);
performance.mark("pushdown-interactive");

import { render } from "preact";
import { App } from "./app.tsx";
import { examineAsYouType } from "./language/examining.ts";
import { start } from "./start.ts";
import { startWorker } from "./start-worker.ts";
import { createPlayground, PlaygroundContext } from "./state.ts";
import "./style/page.css";

const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the app");

const playground = createPlayground({
  language: startWorker("language"),
  engine: startWorker("engine"),
});
render(
  <PlaygroundContext.Provider value={playground}>
    <App />
  </PlaygroundContext.Provider>,
  place,
);
await start(playground);
examineAsYouType(playground);
performance.mark("pushdown-interactive");

import { render } from "preact";
import { App } from "./app.tsx";
import { createPlayground, PlaygroundContext } from "./state.ts";
import "./style/page.css";

const playground = createPlayground();
const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the app");
render(
  <PlaygroundContext.Provider value={playground}>
    <App />
  </PlaygroundContext.Provider>,
  place,
);

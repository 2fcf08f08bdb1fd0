import { startWorker } from "./start-worker.ts";
import "./style/page.css";

/** The threads fetch and read what they need while the page does the same. */
const threads = { language: startWorker("language"), engine: startWorker("engine") };
// No `await` here: in the built page other pieces import from this one, and would wait for it in turn.
void import("./main.tsx").then(({ show }) => show(threads));

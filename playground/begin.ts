import { opening } from "./opening/which.ts";
import "./style/page.css";
import "./editor/still.css";
import { Thread } from "./thread.ts";

const threads = { language: new Thread("language"), engine: new Thread("engine") };
// A recorded example needs no thread for its first screen; whatever else is opened waits for them.
const recorded = opening();
if (recorded === null) for (const thread of Object.values(threads)) thread.start();
// No `await` here: in the built page other pieces import from this one, and would wait for it in turn.
void import("./main.tsx").then(({ show }) => show(threads, recorded));

import { serveEngine } from "./engine/serve.ts";
import { serveLanguage } from "./language/serve.ts";

/**
 * One script, two threads: what reads the text shares the compiler with what runs it, so that it is fetched once.
 * The thread's name says which of the two it is.
 */
if (self.name === "engine") serveEngine(self);
else serveLanguage(self);

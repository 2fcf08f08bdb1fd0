/**
 * One script, two threads: what reads the text shares the compiler with what runs it, so that it is fetched once.
 * The thread's name says which of the two it is; what is asked while that is fetched waits.
 */
const early: MessageEvent[] = [];
const keep = (event: MessageEvent): void => void early.push(event);
self.addEventListener("message", keep);
const listen = (serve: (port: typeof self) => void): void => {
  self.removeEventListener("message", keep);
  serve(self);
  for (const { data } of early.splice(0)) self.dispatchEvent(new MessageEvent("message", { data }));
};
if (self.name === "engine")
  void import("./engine/serve.ts").then(({ serveEngine }) => listen(serveEngine));
else void import("./language/serve.ts").then(({ serveLanguage }) => listen(serveLanguage));

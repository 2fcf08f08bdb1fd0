import type { Plugin } from "vite";

/** What a first visit fetches in any case, in the order in which it is needed: nothing waits until it is asked for. */
const WANTED = [
  ["modulepreload", /\/first-[\w-]+\.js$/],
  ["modulepreload", /\/rolldown-runtime-[\w-]+\.js$/],
  ["preload", /\/thread-[\w-]+\.js$/],
  ["modulepreload", /\/search-attribution-[\w-]+\.js$/],
] as const;

export const preloads = (): Plugin => ({
  name: "preloads",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      WANTED.flatMap(([rel, name]) => {
        const file = Object.keys(bundle ?? {}).find((one) => name.test(one));
        const more = rel === "preload" ? { as: "fetch" } : {};
        const attrs = { rel, href: `./${file}`, crossorigin: true, ...more };
        return file === undefined ? [] : [{ tag: "link", attrs, injectTo: "head" as const }];
      }),
  },
});

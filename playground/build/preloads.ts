import type { Plugin } from "vite";

/** What the first screen is made of: nothing of it waits until it is asked for. */
const WANTED = [
  /\/first-[\w-]+\.js$/,
  /\/rolldown-runtime-[\w-]+\.js$/,
  /\/recorded-search-attribution-[\w-]+\.js$/,
];

export const preloads = (): Plugin => ({
  name: "preloads",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }) =>
      WANTED.flatMap((name) => {
        const file = Object.keys(bundle ?? {}).find((one) => name.test(one));
        const attrs = { rel: "modulepreload", href: `./${file}`, crossorigin: true };
        return file === undefined ? [] : [{ tag: "link", attrs, injectTo: "head" as const }];
      }),
  },
});

import type { Plugin } from "vite";

/** What the page may do: run its own scripts, nothing from elsewhere, no code out of texts. */
export const rules: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "worker-src": "'self'",
  "img-src": "'self' data: blob:",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

export const spelled = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");

/** Puts the policy into the built page. While developing Vite's own client needs more. */
export const policy = (): Plugin => ({
  name: "policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: spelled(rules) },
      injectTo: "head-prepend",
    },
  ],
});

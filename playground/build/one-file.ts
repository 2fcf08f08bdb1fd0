import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { rules, spelled } from "./policy.ts";

const hash = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing in a script may look like the end of its element or the start of a comment. */
const inElement = (script: string): string => script.replace(/<(\/script|!--)/gi, "\\x3C$1");

/** The whole page in one file: it runs from a disk, and may fetch nothing at all. */
export const oneFile = (): Plugin => ({
  name: "one-file",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("the build has no page");
      const scripts: string[] = [];
      const styles: string[] = [];
      for (const [name, piece] of Object.entries(bundle)) {
        if (name === "index.html") continue;
        if (piece.type === "chunk") scripts.push(inElement(piece.code.trim()));
        else if (name.endsWith(".css")) styles.push(String(piece.source).trim());
        delete bundle[name];
      }
      if (scripts.length !== 1) throw new Error(`one script was expected, not ${scripts.length}`);
      const policy = spelled({
        ...rules,
        "script-src": scripts.map(hash).join(" "),
        "style-src": styles.map(hash).join(" "),
        "worker-src": "blob:",
        "img-src": "data: blob:",
        "connect-src": "'none'",
      });
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
      const html = String(page.source)
        .replace(/<script [^>]*type="module"[^>]*><\/script>/, "")
        .replace(/<link rel="(stylesheet|modulepreload)"[^>]*>/g, "")
        .replace(/(<meta charset[^>]*>)/, (charset) => `${charset}\n    ${meta}`)
        .replace(
          "</head>",
          () => `${styles.map((css) => `<style>${css}</style>`).join("")}\n  </head>`,
        )
        .replace("</body>", () => `<script type="module">${scripts[0]}</script>\n  </body>`);
      delete bundle["index.html"];
      this.emitFile({ type: "asset", fileName: "pushdown.html", source: html });
    },
  },
});

/** Threads come out of the page's own text. */
export const inlineThreads = (): Plugin => ({
  name: "inline-threads",
  enforce: "pre",
  resolveId: (source) =>
    source === "./start-worker.ts"
      ? fileURLToPath(new URL("../start-worker.inline.ts", import.meta.url))
      : null,
});

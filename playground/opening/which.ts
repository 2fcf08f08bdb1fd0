import { remembered } from "../panes/remembered.ts";

/** Nothing in the address, nothing in the page, nothing left here: it is the opening example that is shown. */
export const opensWithExample = (): boolean =>
  /^#?$/.test(location.hash) &&
  (document.getElementById("pushdown-data")?.textContent ?? "").trim() === "" &&
  remembered("draft") === null;

import type { CatalogueEntry } from "../catalogue.ts";
import { withShop } from "./shop.ts";

const limited = withShop(`param limit: integer = 5

pattern interest on shop {
  session gap 30m
  emits sold { items: integer }
  start waiting
  state waiting { on purchase if items > limit { emit sold { items } } }
}`);

/** Files that use each other, and what is set from outside. */
export const filesCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0701",
    severity: "error",
    title: "file cannot be read",
    explanation:
      "`use` names a file that is not there. The path is seen from the file in which it is written.",
    wrong: `use "nowhere.events.pda"\n\n${limited}`,
    right: limited,
  },
  {
    code: "PDA0702",
    severity: "error",
    title: "files use each other in a circle",
    explanation:
      "A file uses itself, directly or through others, so that none could be read first. Move what several need into a file of its own. (In this example the file is called `example.pda`.)",
    wrong: `use "example.pda"\n\n${limited}`,
    right: limited,
  },
  {
    code: "PDA0703",
    severity: "error",
    title: "setting of an unknown parameter",
    explanation:
      "A parameter is set from outside that no file declares. (In this example with `--set limt=7`.)",
    wrong: limited,
    settings: { limt: "7" },
    right: limited,
  },
  {
    code: "PDA0704",
    severity: "error",
    title: "setting of another type",
    explanation:
      "A parameter is set to a text that its type does not read: an integer to `many`, a duration to `30 minutes`. (In this example with `--set limit=many`.)",
    wrong: limited,
    settings: { limit: "many" },
    right: limited,
  },
];

/** The events that the examples of the catalogue speak of. */
const events = `events shop {
  key visitor
  time timestamp
  event search { term: text }
  event view { product: text, price: decimal(2)? }
  event cart { product: text, price: decimal(2)?, channel: one of ("web", "app") }
  event purchase { product: text, amount: decimal(2), items: integer, at_desk: boolean }
}
`;

export const indented = (text: string, by: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => `${by}${line}`)
    .join("\n");

/** A file: the events of a shop, and whatever else. */
export const withShop = (rest: string): string => `${events}\n${rest.trim()}\n`;

/** A file with one pattern on these events; `items` are all its items. */
export const withPattern = (items: string): string =>
  withShop(`pattern interest on shop {\n${indented(items, "  ")}\n}`);

/** A file with one pattern of one state, with these declarations and rules. */
export const withRules = (declarations: string, rules: string): string =>
  withPattern(
    `session gap 30m\n${declarations}\nstart waiting\nstate waiting {\n${indented(rules, "  ")}\n}`.replace(
      /\n\n+/g,
      "\n",
    ),
  );

/** The events that the examples of reachability and the stack speak of. */
export const plainShop = `events shop {
  key visitor
  time ts
  event search { term: text }
  event view   { product: text }
  event cart   { product: text }
  event back
}
`;

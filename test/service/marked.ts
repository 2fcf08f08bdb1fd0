import { LanguageService } from "../../src/service/service.ts";

/** Where the cursor is in the texts of these tests. */
export const CURSOR = "<|>";

export interface Marked {
  readonly service: LanguageService;
  readonly name: string;
  readonly text: string;
  readonly offset: number;
}

/** A service with one text open, and the cursor's offset; other texts can be used by it. */
export function marked(written: string, others: Readonly<Record<string, string>> = {}): Marked {
  const offset = written.indexOf(CURSOR);
  const text = written.replace(CURSOR, "");
  const name = "main.pda";
  const service = new LanguageService({
    load: (path) => (others[path] === undefined ? null : { name: path, text: others[path] }),
    others: () => Object.entries(others).map(([path, one]) => ({ name: path, text: one })),
  });
  service.open({ name, text });
  return { service, name, text, offset };
}

/** The same after the checker has proved what it can of it. */
export function examined(written: string, others?: Readonly<Record<string, string>>): Marked {
  const all = marked(written, others);
  all.service.examine(all.name);
  return all;
}

/** A small pattern around rules and items, so that tests say only what they are about. */
export const shop = (items: string, scenario = ""): string => `events shop {
  key visitor
  time ts
  id event_id

  event search { term: text }
  event view { product: text, price: decimal(2) }
  event cart { product: text, kind: one of ("new", "used") }
}

pattern visits on shop {
  session gap 30m
  stack query { term: text }, filter { facet: text, depth_of: integer }
  remember seen: integer = 0
  remember last: text?
  emits found { product: text, term: text? }
  emits alert lost

${items}
}
${scenario}`;

/** Two states and a group, written well. */
export const states = (rules: string): string =>
  shop(`  start browsing

  state browsing {
    on search -> searched { push query { term } }
  }

  group busy {
    on cart -> browsing { clear }

    state searched {
${rules}
    }
  }`);

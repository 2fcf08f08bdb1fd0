import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./package.ts";

export interface Template {
  readonly name: string;
  /** One line: the question that it answers. */
  readonly about: string;
  readonly text: () => string;
}

/** The smallest ones, and every pattern of the library. */
export function templates(): readonly Template[] {
  return [...smallest, ...library()];
}

const PATTERN_FILE = "pattern.pda";

function library(): Template[] {
  const folder = join(packageFolder(), "patterns");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, PATTERN_FILE)))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name, PATTERN_FILE), "utf8");
      const about = /^\/\/ *(.*)/.exec(text)?.[1] ?? "";
      return { name, about, text: () => text };
    });
}

const smallest: readonly Template[] = [
  {
    name: "minimal",
    about: "One event leads to another.",
    text: () => `// One event leads to another.

events log {
  key visitor
  time timestamp

  event search { term: text }
  event view { product: text }
}

pattern found on log {
  session gap 30m max 12h
  stack query { term: text }
  emits result { term: text, product: text }

  start waiting

  state waiting {
    on search -> searched { push query { term } }
  }

  state searched {
    on search { replace query { term } }
    on view -> waiting { emit result { term: top.term, product }  pop }
  }
}

scenario "a view after a search" for found {
  at 0s search { term: "forex" }
  at 5s view { product: "p1" } => result { term: "forex", product: "p1" }
  ends in waiting, stack empty
}
`,
  },
  {
    name: "reminder",
    about: "Something did not happen in time.",
    text: () => `// Something did not happen in time.

events orders {
  key order_id
  time at

  event ordered { amount: decimal(2) }
  event paid
}

pattern unpaid on orders {
  expire after 30d
  remember owed: decimal(2)?
  emits alert unpaid { amount: decimal(2)? }

  start idle

  state idle {
    on ordered -> waiting { owed = amount }
  }

  state waiting {
    on paid -> idle
    within 7d else -> idle { emit unpaid { amount: owed } }
  }
}

scenario "paid on the seventh day is in time" for unpaid {
  at 0s ordered { amount: 9.95 }
  at 7d paid
  ends in idle
}

scenario "after it, an alert" for unpaid {
  at 0s ordered { amount: 9.95 }
  at 8d => unpaid { amount: 9.95 }
}
`,
  },
];

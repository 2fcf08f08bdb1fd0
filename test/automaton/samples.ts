import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Automaton } from "../../src/automaton/automaton.ts";
import { compile } from "../../src/compile.ts";

const library = join(import.meta.dirname, "../../patterns");

/** Every pattern of the library, as JSON that a test may change. */
export function libraryAutomata(): Automaton[] {
  const files = readdirSync(library, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".pda"))
    .sort()
    .flatMap((file) => compiled(file, readFileSync(join(library, file), "utf8")));
}

function compiled(name: string, text: string): Automaton[] {
  const { patterns, diagnostics } = compile({ main: { name, text }, load: () => null });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  return patterns.map(({ automaton }) => structuredClone(automaton));
}

/** One small pattern with a bit of everything that a verifier looks at. */
export function sampleAutomaton(): Automaton {
  return compiled("sample.pda", SAMPLE)[0]!;
}

const SAMPLE = `
events shop {
  key visitor
  time ts in "Europe/Berlin"
  event search { product: text, term: text, at_place: one of ("web", "app")? }
  event view { product: text, price: decimal(2) }
  event leave
}

param limit: number = 5

pattern sample on shop {
  by visitor, product
  at most 5 lanes drop oldest
  session gap 30m of visitor max 12h
  stack query { term: text, seen: time? } expires 1h, step depth 8 else -> full { clear }
  remember last: decimal(2)?
  remember count_of: integer = 0
  emits found { term: text, part: decimal(2)?, when: time }
  emits alert gone { n: integer }
  ignore leave
  start idle

  state idle {
    on search if matches(term, "^f") and hour(now, "Europe/Berlin") < 23 -> looking {
      push query { term, seen: at }
      count_of = count_of + 1
    }
    on view { call pay then -> looking }
    after 30m -> full { emit gone { n: depth } }
  }
  group around {
    within 1h else -> idle { clear }
    state looking {
      on view if any query q where q.term = product and number(price) > limit {
        last = round(price * 1.5, 2)
        for each query sharing price by halving(age(query), 7d) as part {
          emit found { term: query.term, part, when: now }
        }
      }
      on other -> idle { clear }
      on any { emit gone { n: session.events, with event } }
      on end if ended by = "max" { emit gone { n: count(query) } }
    }
  }
  state full {
    on search -> idle { replace step }
    after 5m idle -> idle
  }
  part pay {
    start asked
    state asked {
      on view if last is known and last > price { return }
      on search { push step }
    }
  }
  afterwards on view { last = price }
}
`;

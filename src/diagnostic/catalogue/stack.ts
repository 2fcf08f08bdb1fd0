import type { CatalogueEntry } from "../catalogue.ts";
import { plainShop as shop } from "./shop.ts";

/** What is proved of the stack; numbered with reachability, of which it is a part. */
export const stackCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0511",
    severity: "error",
    title: "stack without a bound",
    explanation:
      "Every stack must have a bound, so that a session cannot take more and more memory. Here no bound can be proved: the label shows what could happen again and again, each time with a larger stack. Say what happens when it is full: `depth 32 drop oldest` forgets the oldest frame, `depth 32 refuse` takes no transition, `depth 32 else -> S { … }` does something else. Or use `replace` instead of `push`, or `clear` on the way round.",
    wrong: `${shop}
pattern trail on shop {
  session gap 30m
  stack page { product: text }
  emits returned { product: text }
  start reading
  state reading {
    on view { push page { product } }
    on back { emit returned { product: top.product or else "none" } pop }
  }
}
`,
    right: `${shop}
pattern trail on shop {
  session gap 30m
  stack page { product: text } depth 32 drop oldest
  emits returned { product: text }
  start reading
  state reading {
    on view { push page { product } }
    on back { emit returned { product: top.product or else "none" } pop }
  }
}
`,
  },
  {
    code: "PDA0512",
    severity: "error",
    title: "frame that is never there",
    explanation:
      "This reads a field of a frame that can never be there: the stack is always empty at this place, or always has another kind of frame there. That is a proof over all sequences of events, so the read is a mistake: push the frame on the way here, or read something else.",
    wrong: `${shop}
pattern searches on shop {
  session gap 30m
  stack query { term: text }
  emits found { term: text }
  start browsing
  state browsing {
    on view { emit found { term: top.term } }
    on search -> searched { push query { term } }
  }
  state searched {
    on view -> browsing { emit found { term: top.term }  clear }
  }
}
`,
    right: `${shop}
pattern searches on shop {
  session gap 30m
  stack query { term: text }
  emits found { term: text }
  start browsing
  state browsing {
    on view { emit found { term: "none" } }
    on search -> searched { push query { term } }
  }
  state searched {
    on view -> browsing { emit found { term: top.term }  clear }
  }
}
`,
  },
  {
    code: "PDA0513",
    severity: "error",
    title: "frame that may be absent",
    explanation:
      'This reads a field of a frame that is there in some cases and not in others, and a missing value must be handled before it is used. Test it (`if top is query`), say what holds without it (`top.term or else "none"`), or see to it that the frame is there on every way into the state. A frame that expires may be absent at any time.',
    wrong: `${shop}
pattern searches on shop {
  session gap 30m
  stack query { term: text }
  emits found { term: text }
  start browsing
  state browsing {
    on search -> looking { push query { term } }
    on view -> looking
  }
  state looking {
    on view { emit found { term: top.term } }
    on back -> browsing { clear }
  }
}
`,
    right: `${shop}
pattern searches on shop {
  session gap 30m
  stack query { term: text }
  emits found { term: text }
  start browsing
  state browsing {
    on search -> looking { push query { term } }
    on view -> looking
  }
  state looking {
    on view if top is query { emit found { term: top.term } }
    on back -> browsing { clear }
  }
}
`,
  },
];

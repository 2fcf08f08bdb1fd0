import type { CatalogueEntry } from "../catalogue.ts";
import { plainShop as shop } from "./shop.ts";

export const reachabilityCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0500",
    severity: "warning",
    title: "state that can never be entered",
    explanation:
      "No sequence of events leads to this state: nothing names it as its target, or only rules that can never fire do. What is written in it will never happen. Let a transition, a timer or the `then` of a call lead to it, or remove it.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  start browsing
  state browsing { on view -> viewing }
  state viewing  { on cart -> browsing { emit carted { product } } }
  state leaving  { on view -> browsing }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  start browsing
  state browsing { on view -> viewing }
  state viewing  { on cart -> leaving { emit carted { product } } }
  state leaving  { on view -> browsing }
}
`,
  },
  {
    code: "PDA0501",
    severity: "warning",
    title: "group or part that is never entered",
    explanation:
      "No state of this group can be entered, or no call to this part can ever be made, so nothing in it will happen. Let a transition lead into the group, call the part, or remove it.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  start browsing
  state browsing { on cart { emit carted { product } } }
  part looking {
    start looked
    state looked { on back { return } }
  }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  start browsing
  state browsing {
    on cart { emit carted { product } }
    on view { call looking then -> browsing }
  }
  part looking {
    start looked
    state looked { on back { return } }
  }
}
`,
  },
  {
    code: "PDA0502",
    severity: "warning",
    title: "condition that is never true",
    explanation:
      "The stack, the constants and the conditions of transitions before it decide this condition, and wherever the rule is tried it is false. So the rule never fires. The help says what can be on top of the stack there, or which transition takes all that this one asks for.",
    wrong: `${shop}
pattern searches on shop {
  session gap 30m
  stack query { term: text }, page { product: text }
  emits found { term: text }
  emits seen { product: text }
  start browsing
  state browsing { on search -> searched { push query { term } } }
  state searched {
    on cart if top is page { emit seen { product: top.product } }
    on view -> looking { emit found { term: top.term }  replace page { product } }
  }
  state looking { on cart -> browsing { emit seen { product: top.product }  pop } }
}
`,
    right: `${shop}
pattern searches on shop {
  session gap 30m
  stack query { term: text }, page { product: text }
  emits found { term: text }
  emits seen { product: text }
  start browsing
  state browsing { on search -> searched { push query { term } } }
  state searched {
    on cart if top is query { emit found { term: top.term } }
    on view -> looking { emit found { term: top.term }  replace page { product } }
  }
  state looking { on cart -> browsing { emit seen { product: top.product }  pop } }
}
`,
  },
  {
    code: "PDA0503",
    severity: "warning",
    title: "transition behind one that always fires",
    explanation:
      "The first transition that fits fires: the state's own from top to bottom, then the groups', inside out. An earlier one takes this event in every case, so this one never sees it. Put the special case first, or give the earlier one a guard.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text, first: boolean }
  start browsing
  state browsing {
    on cart { emit carted { product, first: false } }
    on cart if product = "p1" { emit carted { product, first: true } }
  }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text, first: boolean }
  start browsing
  state browsing {
    on cart if product = "p1" { emit carted { product, first: true } }
    on cart { emit carted { product, first: false } }
  }
}
`,
  },
  {
    code: "PDA0504",
    severity: "error",
    title: "pop that never finds a frame",
    explanation:
      "A transition fits only if its pops can be done. Wherever this one is tried the stack is empty (or, in a part, there is nothing above the return address), so it never fires. Push a frame on the way here, or leave `pop` out.",
    wrong: `${shop}
pattern returns on shop {
  session gap 30m
  stack page { product: text }
  emits returned { product: text }
  start reading
  state reading {
    on back -> returned { pop }
    on cart -> returned
  }
  state returned {
    on view -> reading { emit returned { product } }
    on cart -> kept { push page { product } }
  }
  state kept {
    on view { emit returned { product: top.product } }
    on back -> reading { clear }
  }
}
`,
    right: `${shop}
pattern returns on shop {
  session gap 30m
  stack page { product: text }
  emits returned { product: text }
  start reading
  state reading {
    on back -> returned
    on cart -> returned
  }
  state returned {
    on view -> reading { emit returned { product } }
    on cart -> kept { push page { product } }
  }
  state kept {
    on view { emit returned { product: top.product } }
    on back -> reading { clear }
  }
}
`,
  },
  {
    code: "PDA0505",
    severity: "warning",
    title: "push that is always refused",
    explanation:
      "`depth N refuse` lets a step that would push one frame too many take no transition at all. Wherever this one is tried the stack is full, so it never fires. Pop or clear before, allow more frames, or let the oldest go (`drop oldest`).",
    wrong: `${shop}
pattern compared on shop {
  session gap 30m
  stack page { product: text } depth 1 refuse
  emits seen { first: text, latest: text }
  start browsing
  state browsing { on view -> viewing { push page { product } } }
  state viewing {
    on view { push page { product } }
    on cart -> browsing { emit seen { first: bottom.product, latest: top.product }  clear }
  }
}
`,
    right: `${shop}
pattern compared on shop {
  session gap 30m
  stack page { product: text } depth 9 refuse
  emits seen { first: text, latest: text }
  start browsing
  state browsing { on view -> viewing { push page { product } } }
  state viewing {
    on view { push page { product } }
    on cart -> browsing { emit seen { first: bottom.product, latest: top.product }  clear }
  }
}
`,
  },
  {
    code: "PDA0506",
    severity: "warning",
    title: "catch-all that hides a group's transition",
    explanation:
      "A state's own transitions are tried before those of its groups. An unguarded `on other` or `on any` takes every event that is left, so what the group says of them never happens in this state. Repeat the group's transition before it, or move the catch-all to the end of the group.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  start browsing
  group shopping {
    on cart { emit carted { product } }
    state browsing { on view -> viewing }
    state viewing  { on other -> browsing }
  }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  start browsing
  group shopping {
    on cart  { emit carted { product } }
    on other -> browsing
    state browsing { on view -> viewing }
    state viewing  { on view }
  }
}
`,
  },
  {
    code: "PDA0507",
    severity: "warning",
    title: "state that is never left and shows nothing",
    explanation:
      "This state has rules, but none of them, nor of its groups, leads out of it, and nothing is emitted while it lasts, not even when the session ends. Often an arrow (`-> …`) was forgotten. A state in which a session is only meant to rest needs no rules at all.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  remember views: integer = 0
  start browsing
  state browsing { on cart -> carted { emit carted { product } } }
  state carted   { on view if views < 3 { views = views + 1 } }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  remember views: integer = 0
  start browsing
  state browsing { on cart -> carted { emit carted { product } } }
  state carted   { on view if views < 3 -> browsing { views = views + 1 } }
}
`,
  },
  {
    code: "PDA0508",
    severity: "warning",
    title: "timer that can never fall due",
    explanation:
      "The session is always over before this timer is due: it lasts longer than the session's `max`, or it waits for a silence longer than the gap that ends the session, or an earlier timer of the same state always leaves it first. Make it shorter, or the session longer.",
    wrong: `${shop}
pattern silence on shop {
  session gap 30m max 12h
  emits silent { since: time }
  start browsing
  state browsing {
    after 1h idle { emit silent { since: session.latest } }
    on back { emit silent { since: now } }
  }
}
`,
    right: `${shop}
pattern silence on shop {
  session gap 2h max 12h
  emits silent { since: time }
  start browsing
  state browsing {
    after 1h idle { emit silent { since: session.latest } }
    on back { emit silent { since: now } }
  }
}
`,
  },
  {
    code: "PDA0509",
    severity: "warning",
    title: "call that cuts off a window",
    explanation:
      "A call leaves the calling state and its groups, so their timers stop; when the call returns, the state is entered anew and they begin again. A `within` is then no longer a limit for the whole. Put the timer into the part, or remember the time and test it after the call.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits slow { at: time }
  start browsing
  state browsing { on search -> searched }
  state searched {
    within 10m else -> browsing { emit slow { at: now } }
    on view { call looking then -> searched }
  }
  part looking {
    start looked
    state looked { on back { return } }
  }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits slow { at: time }
  start browsing
  state browsing { on search -> searched }
  state searched {
    on view { call looking then -> searched }
  }
  part looking {
    start looked
    within 10m else { emit slow { at: now } return }
    state looked { on back { return } }
  }
}
`,
  },
  {
    code: "PDA0510",
    severity: "warning",
    title: "output that is never emitted",
    explanation:
      "Every rule that emits this output is one that can never fire, or stands in a state that is never entered. The other warnings say why.",
    wrong: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  emits bought { product: text }
  start browsing
  state browsing { on cart { emit carted { product } } }
  state buying   { on cart -> browsing { emit bought { product } } }
}
`,
    right: `${shop}
pattern carts on shop {
  session gap 30m
  emits carted { product: text }
  emits bought { product: text }
  start browsing
  state browsing { on cart -> buying { emit carted { product } } }
  state buying   { on cart -> browsing { emit bought { product } } }
}
`,
  },
  {
    code: "PDA0514",
    severity: "warning",
    title: "`on end` that never runs",
    explanation:
      "When a session ends, the first `on end` that fits runs: the state's own, then those of its groups, inside out, then the pattern's. An earlier one always fits wherever this one applies, so this one never runs.",
    wrong: `${shop}
pattern visits on shop {
  session gap 30m
  emits visited { events: integer }
  start browsing
  state browsing {
    on end { emit visited { events: session.events } }
  }
  on end { emit visited { events: 0 } }
}
`,
    right: `${shop}
pattern visits on shop {
  session gap 30m
  emits visited { events: integer }
  start browsing
  state browsing {
    on end if session.events > 1 { emit visited { events: session.events } }
  }
  on end { emit visited { events: 0 } }
}
`,
  },
];

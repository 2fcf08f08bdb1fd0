// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import type { Fault } from "./mutants.ts";

/** Ways to write the wrong program, in src/machine/twin. */
export const TWIN: readonly Fault[] = [
  [
    "`within` comes before the events of its instant",
    "store.ts",
    'each.timer.kind === "within";',
    "each.timer.duration < 0;",
  ],
  [
    "a session without timers ends at its last instant, before the event",
    "single.ts",
    "if (end > until || (end === until && !through)) return true;",
    "if (end > until) return true;",
  ],
  [
    "a session with timers ends at its last instant, before the event",
    "single.ts",
    "(best === until && !through && kind !== 0)) return true;",
    "(best === until && !through && kind === 1)) return true;",
  ],
  [
    "the younger lane's timers come first",
    "lanes.ts",
    "(due === best && kind < dueKind)",
    "(due === best && kind <= dueKind)",
  ],
  [
    "a late event steps at its own time",
    "single.ts",
    "now = clockOf(slot); order",
    "now = at; order",
  ],
  [
    "a late event draws the gap back",
    "session.ts",
    'if (at > ${at("latest")}) ${at("latest")} = at;',
    '${at("latest")} = at;',
  ],
  [
    "gap and maximum together are the maximum",
    "session.ts",
    '<= ${at("start")} + ${layout.automaton.session.max} ?',
    '< ${at("start")} + ${layout.automaton.session.max} ?',
  ],
  [
    "an ignored event opens a session",
    "single.ts",
    "{ counts.ignored++; return -1; }",
    "{ counts.ignored++; }",
  ],
  [
    "a failed event counts as activity",
    "single.ts",
    "if (!fresh) restore(slot, slot);",
    "if (!fresh) { restore(slot, slot); continueSession(slot, at); }",
  ],
  [
    "what a failed step put out stands",
    "store.ts",
    'for (let i = 0; i < waiting; i++) pending[i] = "";',
    "for (let i = 0; i < waiting; i++) tell(pending[i]);",
  ],
  [
    "a frame taken from between two stays gone where the step fails",
    "store.ts",
    'careful ? [`    bent.push(above, ${at("below", "above")});`] : []',
    "[]",
  ],
  [
    "the newest lane is dropped",
    "lanes.ts",
    "forgetLane(list.shift());",
    "forgetLane(list.pop());",
  ],
  [
    "only a frame on top expires",
    "store.ts",
    "if (last < now) unlink(slot, above, f);",
    "if (last < now && above === 0) unlink(slot, above, f);",
  ],
  [
    "a frame is there an instant longer",
    "actions.ts",
    '${own(site, "expiry")} = now + ${declared.expires};`',
    '${own(site, "expiry")} = now + ${declared.expires} + 1;`',
  ],
  [
    "naming the state itself does not leave it",
    "actions.ts",
    "if (target === null) return landing;",
    "if (target === null || target === landing) return landing;",
  ],
  [
    "groups are asked before the state",
    "steps.ts",
    "const transitions = chainOf(layout.machine, state).flatMap",
    "const transitions = chainOf(layout.machine, state).toReversed().flatMap",
  ],
  [
    "a call returns to where it was made",
    "actions.ts",
    "pushAddress(slot, ${layout.states.get(action.then)});",
    "pushAddress(slot, ${layout.states.get(state ?? action.then)});",
  ],
  [
    "a group's timers start anew with every move inside",
    "actions.ts",
    '"parent" in owner ? [owner] : []',
    "[]",
  ],
  ["two timers in one cell", "layout.ts", "cell: around + i, owner", "cell: i, owner"],
  [
    "idle timers and `afterwards` follow only a transition",
    "steps.ts",
    'runTail(state, site, tails);\n  code.add("return false;");',
    'code.add("return false;");',
  ],
  [
    "a refused push leaves room for the next transition",
    "steps.ts",
    "code.add(`break tried;`);",
    "code.add(`break ${label};`);",
  ],
  ["a push makes no room for a pop", "room.ts", "change++;\n      least++;", "change++;"],
  [
    "the newest frame is dropped",
    "store.ts",
    "{ last = f; above = over; }",
    "if (last === 0) { last = f; above = over; }",
  ],
  [
    "`on other` takes undeclared records",
    "steps.ts",
    'if (on === "other") return [...codes.values()];',
    'if (on === "other") return [...codes.values(), undeclared];',
  ],
  [
    "what the guard names is no cause",
    "emit.ts",
    'if (emitting.guarded) code.add("causes.addAll(guarding);");',
    "",
  ],
  [
    "causes come as they are named",
    "collector.ts",
    "while (at > 0 && orders[at - 1]! > order) at--;",
    "",
  ],
  [
    "the parts of a sharing stand for no frame",
    "emit.ts",
    "${to}.addAll(${shared.weights}[${i}]);",
    "",
  ],
];

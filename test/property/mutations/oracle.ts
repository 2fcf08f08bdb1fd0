// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import type { Fault } from "./mutants.ts";

/** Ways to misread the rules, in test/oracle. */
export const ORACLE: readonly Fault[] = [
  [
    "`within` comes before the events of its instant",
    "due.ts",
    '=== "within" ? 1 : 0',
    '=== "within" ? 0 : 0',
  ],
  [
    "a session ends at its last instant, before the event",
    "due.ts",
    "rankOf(due) === 0 ? instantOf",
    "rankOf(due) !== 1 ? instantOf",
  ],
  ["the younger lane's timers come first", "due.ts", "ageOf(a) - ageOf(b)", "ageOf(b) - ageOf(a)"],
  [
    "a late event steps at its own time",
    "oracle.ts",
    "running === null ? event.time : Math.max(event.time, clockOf(running))",
    "event.time",
  ],
  [
    "due timers do not move the clock",
    "history.ts",
    'h.what === "event" || h.what === "timer")',
    'h.what === "event")',
  ],
  [
    "a late event draws the gap back",
    "history.ts",
    "counted.reduce((a, b) => Math.max(a, b)) + automaton",
    "counted.at(-1)! + automaton",
  ],
  [
    "gap and maximum together are the maximum",
    "history.ts",
    "maxEnd < gapEnd ?",
    "maxEnd <= gapEnd ?",
  ],
  [
    "an ignored event opens a session",
    "oracle.ts",
    "this.counts.ignored++;\n      return;",
    "this.counts.ignored++;",
  ],
  [
    "a failed event counts as activity",
    "oracle.ts",
    "this.bury(lane, `event ${event.id} @${event.time}`);",
    "this.bury(lane, `event ${event.id} @${event.time}`); if (running !== null) this.put(running, { ...before, happenings: [...happenings, stepped] });",
  ],
  ["the newest lane is dropped", "oracle.ts", "noRoom ? lives[0]! :", "noRoom ? lives.at(-1)! :"],
  [
    "only a frame on top expires",
    "moment.ts",
    "|| !this.hasExpired(entry.frame),",
    "|| entry !== given.configuration.stack.at(-1) || !this.hasExpired(entry.frame),",
  ],
  [
    "a frame is gone at its last instant",
    "moment.ts",
    "frame.birth + kind.expires < this.given.now",
    "frame.birth + kind.expires <= this.given.now",
  ],
  [
    "naming the state itself does not leave it",
    "step.ts",
    "if (target !== null) this.enter(target, false);",
    "if (target !== null && target !== this.state) this.enter(target, false);",
  ],
  [
    "outer groups are asked before inner ones",
    "history.ts",
    "chain.push(found);",
    "chain.splice(1, 0, found);",
  ],
  [
    "a call returns to where it was made",
    "step.ts",
    "returnsTo: action.then",
    "returnsTo: this.state",
  ],
  [
    "a return keeps what lies above its address",
    "step.ts",
    "this.stack = this.stack.slice(0, address);",
    "this.stack = this.stack.filter((_, i) => i !== address);",
  ],
  [
    "a group's timers start anew with every move inside",
    "step.ts",
    "fromOutside || !before.some",
    "group.timers.length > 0 || fromOutside || !before.some",
  ],
  [
    "events do not restart idle timers",
    "history.ts",
    'timer.kind === "idle" && h.what === "event"',
    "false",
  ],
  [
    "a timer that enters its own state again is spent",
    "history.ts",
    "if (taken > start) return;",
    "if (taken >= start) return;",
  ],
  [
    "the pattern's `afterwards` comes before the groups'",
    "step.ts",
    "...around(automaton, this.state).flatMap((owner) => owner.afterwards),\n      ...automaton.afterwards,",
    "...automaton.afterwards,\n      ...around(automaton, this.state).flatMap((owner) => owner.afterwards),",
  ],
  [
    "a refused push leaves room for the next transition",
    "step.ts",
    "this.pushesRefused++;\n          return;",
    "this.pushesRefused++;\n          continue;",
  ],
  [
    "the newest frame is dropped",
    "step.ts",
    "const bottom = this.stack.findIndex(",
    "const bottom = this.stack.findLastIndex(",
  ],
  [
    "`on other` takes undeclared records",
    "step.ts",
    "if (event.name === null) return false;",
    'if (event.name === null) return trigger === "other";',
  ],
  ["what the guard names is no cause", "outputs.ts", "...this.guardCauses,\n", ""],
  ["causes come as they are named", "outputs.ts", ".sort((a, b) => a.order - b.order)", ""],
  [
    "running sums stop before the frame",
    "outputs.ts",
    "Number(amount) * sum(i + 1)",
    "Number(amount) * sum(i)",
  ],
];

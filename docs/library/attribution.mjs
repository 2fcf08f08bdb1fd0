import { readFileSync } from "node:fs";
import { compile, load, loadTwin, noCounts } from "pushdown";

const name = "patterns/search-attribution/pattern.pda";
const { patterns, diagnostics } = compile({
  main: { name, text: readFileSync(name, "utf8") },
  load: () => null, // no other file is used
});
if (patterns.length === 0) throw new Error(diagnostics[0].message);

const counts = noCounts();
const sessions = loadTwin(load(patterns[0].automaton))({
  counts,
  line: (line) => console.log(JSON.parse(line).data),
  dead: (step) => console.error(step.reason),
});

const event = (name, seconds, fields) => ({
  ...{ key: "ada", time: Date.UTC(2024, 0, 1) + seconds * 1000, name, fields },
  ...{ id: `memory#${seconds}`, members: () => [] },
});
sessions.feed(event("search", 0, { term: "umbrella" }), false);
sessions.feed(event("view", 4, { product: "p1" }), false);
for (const row of sessions.rows()) sessions.advance(row, Number.POSITIVE_INFINITY, true);
console.log(counts.stepped, "events,", counts.sessionsEnded, "session");

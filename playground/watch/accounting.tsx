import type { LogSummary, PatternSummary } from "../engine/log-summary.ts";
import { counted, n } from "./words.ts";

/** Every record is accounted for: the same figures as `pda run --summary`. */
export function Accounting({ summary }: { readonly summary: LogSummary }) {
  return (
    <div class="accounting">
      {summary.sources.map(({ source, vocabulary, read, dead, handedOn, undeclared }) => (
        <p key={`${source} ${vocabulary}`}>
          <strong>{n(read)}</strong> read = {n(dead)} refused + {n(handedOn)} handed on
          {undeclared === 0 ? "" : ` (${n(undeclared)} of no declared event)`}
        </p>
      ))}
      {summary.patterns.map((one) => (
        <Pattern key={one.pattern} pattern={one} alone={summary.patterns.length === 1} />
      ))}
    </div>
  );
}

function Pattern({
  pattern,
  alone,
}: {
  readonly pattern: PatternSummary;
  readonly alone: boolean;
}) {
  const { counts, order, reached, fired, swept } = pattern;
  const { handedOn, ignored, laneless, stepped, taken, unmatched, failed, late } = counts;
  const kept = [
    ...part(order.duplicates, "duplicate"),
    ...part(order.lateDropped, "late, dropped"),
    ...part(order.lateEmitted, "late, emitted"),
    ...part(order.lateBeyond, "too late to retract"),
    ...part(order.held, "held"),
  ];
  const states = reached.filter(([, count]) => count > 0).length;
  const rules = fired.filter(([, count]) => count > 0).length;
  return (
    <>
      {alone ? null : <h3>{pattern.pattern}</h3>}
      <p>
        {n(handedOn)} handed on ={" "}
        {[
          ...kept,
          ...part(ignored, "ignored"),
          ...part(laneless, "without lane"),
          `${n(stepped)} stepped`,
        ].join(" + ")}
      </p>
      <p>
        {n(stepped)} stepped = {n(taken)} taken + {n(unmatched)} unmatched + {n(failed)} failed
        {late === 0 ? "" : `; ${n(late)} came late`}
      </p>
      <p>
        {counted(counts.sessionsBegun, "session")}; {n(states)} of{" "}
        {counted(reached.length, "state")} reached, {n(rules)} of {counted(fired.length, "rule")}{" "}
        taken
        {rules < fired.length ? ": the others are pale in the diagram" : ""}
      </p>
      {swept.length === 0 ? null : (
        <p class="quiet">
          by <code>on other</code> and <code>on any</code>:{" "}
          {swept.map(([state, event, count]) => `${n(count)} ${event} in ${state}`).join(", ")}
        </p>
      )}
    </>
  );
}

const part = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${n(count)} ${what}`];

import type { LogSummary } from "../engine/log-summary.ts";
import { Worded } from "../panes/worded.tsx";
import { Virtual } from "./virtual.tsx";
import { useWatching } from "./watching.ts";
import { counted } from "./words.ts";

/** What could not be read or stepped: why, how often, and every one as it stood. */
export function RefusedList({ summary }: { readonly summary: LogSummary }) {
  const { engine, runs } = useWatching();
  if (summary.refused === 0) return null;
  return (
    <section class="refused" aria-label="Refused records">
      <h3>{counted(summary.refused, "refused record")}</h3>
      <ul>
        {summary.reasons.map(({ sentence, first, detail }) => (
          <li key={sentence}>
            <Worded text={sentence} />
            <span class="quiet">
              {" "}
              first: {first === null ? "" : `${first}, `}
              {detail}
            </span>
          </li>
        ))}
      </ul>
      <div class="list">
        <Virtual
          label="Refused records"
          count={summary.refused}
          rowHeight={44}
          version={runs.value}
          fetch={(from, to) => engine.ask("refused", from, to)}
          row={({ place, reason, detail, text }) => (
            <div class="refused-row" title={`${detail}\n${text}`}>
              <div>
                <strong>{place ?? ""}</strong> {reason} <span class="quiet">{detail}</span>
              </div>
              <code>{text}</code>
            </div>
          )}
        />
      </div>
    </section>
  );
}

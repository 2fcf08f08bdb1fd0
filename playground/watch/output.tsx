import { save } from "../bar/save.ts";
import type { OutputLine } from "../engine/questions.ts";
import { Virtual } from "./virtual.tsx";
import { useWatching, watchSession } from "./watching.ts";
import { counted, n } from "./words.ts";

/** What `pda run` prints, line for line. */
export function Output() {
  const watching = useWatching();
  const { summary, engine, runs, playground, phase } = watching;
  const found = summary.value;
  if (found === null) return <p class="empty">What the pattern says of the log will stand here.</p>;
  const log = playground.log.value?.name ?? "LOG";
  const kinds = found.patterns.flatMap(({ outputs }) => outputs).filter(([, count]) => count > 0);
  const command = ["pda run pattern.pda", log, ...found.options].join(" ");
  const keep = async () => save("results.ndjson", "text/plain", await engine.ask("outputText"));
  return (
    <div class="outputs-pane">
      <div class="tools">
        {phase.value.is === "running" ? (
          <span class="note">of the run before; the log is being read</span>
        ) : null}
        <span>
          {counted(found.lines, "line")}
          {kinds.length > 0
            ? `: ${kinds.map(([name, count]) => `${n(count)} ${name}`).join(", ")}`
            : ""}
        </span>
        <span class="grow" />
        <button type="button" onClick={keep} disabled={found.lines === 0}>
          Save
        </button>
      </div>
      <p class="command">
        The same, byte for byte: <code>{command}</code>
      </p>
      <Virtual
        label="Outputs"
        count={found.lines}
        rowHeight={28}
        version={runs.value}
        fetch={(from, to) => engine.ask("outputs", from, to)}
        choose={(_index, line) => void show(watching, line)}
        row={(line) => (
          <div class={`output-line kind-${line.kind}`} title={line.line}>
            <time>
              <span class="day">{line.time.slice(0, 10)} </span>
              {line.time.slice(11, -1).replace(/\.000$/, "")}
            </time>
            <strong>{line.key}</strong>
            <span class="output">
              {line.retracted ? "taken back: " : ""}
              {line.output}
            </span>
            <code>{line.data}</code>
          </div>
        )}
        empty="The pattern says nothing of this log. Why not? Choose a session and ask."
      />
    </div>
  );
}

/** The session at the step that said it. */
async function show(watching: ReturnType<typeof useWatching>, line: OutputLine): Promise<void> {
  if (line.session === null) return;
  const step = await watching.engine.ask("stepOf", line.pattern, line.session, line.line);
  watchSession(watching, line.session, step);
}

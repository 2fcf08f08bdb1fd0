import { useSignal } from "@preact/signals";
import { PickFile } from "../bar/pick-file.tsx";
import { openFiles } from "../open.ts";
import { Worded } from "../panes/worded.tsx";
import { Accounting } from "./accounting.tsx";
import { Mapping } from "./mapping.tsx";
import { pastedName } from "./pasted.ts";
import { RefusedList } from "./refused-list.tsx";
import { stopRun, useWatching } from "./watching.ts";
import { n } from "./words.ts";

/** The log: where it comes from, how it is read, what could not be read. */
export function Log() {
  const watching = useWatching();
  const { playground, phase, summary } = watching;
  const mapping = useSignal(false);
  const log = playground.log.value;
  const now = phase.value;
  const found = summary.value;
  return (
    <div class="log">
      <div class="tools">
        {log === null ? <strong>No log yet</strong> : <strong class="name">{log.name}</strong>}
        <span class="grow" />
        <PickFile
          of="Log to read"
          called="Pick a file"
          take={(files) => void openFiles(playground, files)}
        >
          Pick
        </PickFile>
        <Paste />
        {log === null ? null : (
          <button type="button" onClick={() => (mapping.value = true)}>
            Fields …
          </button>
        )}
        {log === null ? null : (
          <button
            type="button"
            aria-label="Remove the log"
            onClick={() => (playground.log.value = null)}
          >
            Remove
          </button>
        )}
      </div>
      {log === null ? (
        <p class="empty">
          Drop a file anywhere on the page, pick one, or paste lines: NDJSON, JSON, CSV or TSV,
          gzipped or not. It is read here and goes nowhere.
        </p>
      ) : null}
      {now.is === "running" ? <Running /> : null}
      {now.is === "waiting" ? (
        <p class="note">It waits for a pattern: the text has none that could be run.</p>
      ) : null}
      {now.is === "stopped" ? (
        <p class="note">
          Reading was stopped.{" "}
          <button
            type="button"
            onClick={() => (watching.reading.value = { ...watching.reading.value })}
          >
            Read it again
          </button>
        </p>
      ) : null}
      {now.is === "broken" ? (
        <p class="note error" role="alert">
          The log could not be run: {now.message}
        </p>
      ) : null}
      {found === null || log === null ? null : (
        <div class={now.is === "running" ? "before" : ""}>
          {now.is === "running" ? <p class="note">What follows is of the run before.</p> : null}
          {found.errors.map((text) => (
            <p key={text} class="note error">
              <strong>error</strong> <Worded text={text} />
            </p>
          ))}
          {found.warnings.map((text) => (
            <p key={text} class="note warning">
              <Worded text={text.replace(/^(warning|error): /, "")} />{" "}
              {doesNotFit(found) ? (
                <button type="button" class="small" onClick={() => (mapping.value = true)}>
                  Say where key, time and type stand …
                </button>
              ) : null}
            </p>
          ))}
          <Accounting summary={found} />
          <RefusedList summary={found} />
        </div>
      )}
      {mapping.value && log !== null ? (
        <Mapping log={log} close={() => (mapping.value = false)} />
      ) : null}
    </div>
  );
}

/** Key, time or type are elsewhere than the text says. */
const doesNotFit = ({
  sources,
}: {
  readonly sources: readonly {
    readonly read: number;
    readonly handedOn: number;
    readonly undeclared: number;
  }[];
}): boolean =>
  sources.every(({ handedOn, undeclared }) => handedOn === undeclared) &&
  sources.some(({ read }) => read > 0);

function Running() {
  const watching = useWatching();
  const now = watching.phase.value;
  const progress = now.is === "running" ? now.progress : null;
  return (
    <div class="running">
      <progress
        aria-label="Reading the log"
        max={progress?.bytesTotal ?? 1}
        {...(progress === null ? {} : { value: progress.bytesRead })}
      />
      <span>{progress === null ? "…" : `${n(progress.records)} records`}</span>
      <button type="button" onClick={() => stopRun(watching)}>
        Stop
      </button>
    </div>
  );
}

/** Lines from elsewhere. */
function Paste() {
  const { playground } = useWatching();
  const open = useSignal(false);
  const text = useSignal("");
  const take = () => {
    const name = pastedName(text.value);
    playground.log.value = { name, bytes: new Blob([text.value]), origin: "own" };
    open.value = false;
  };
  return (
    <>
      <button type="button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        Paste
      </button>
      {open.value ? (
        <div class="paste">
          <textarea
            aria-label="Lines of a log"
            rows={6}
            placeholder={
              '{"visitor":"v1","timestamp":"2024-05-01T10:00:00Z","type":"search","term":"shoes"}'
            }
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
          <button type="button" disabled={text.value.trim() === ""} onClick={take}>
            Read these lines
          </button>
        </div>
      ) : null}
    </>
  );
}

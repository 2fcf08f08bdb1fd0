import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Dialog } from "../bar/dialog.tsx";
import type { Mapping as Found } from "../engine/mapping.ts";
import type { Reading } from "../engine/reading.ts";
import type { LogFile } from "../state.ts";
import { useWatching } from "./watching.ts";

interface Props {
  readonly log: LogFile;
  readonly close: () => void;
}

const FORMATS = ["ndjson", "json", "csv", "tsv"] as const;

/** Where key, time and type stand in the records, if elsewhere than the text says: `--key --time --type`. */
export function Mapping({ log, close }: Props) {
  const { engine, reading } = useWatching();
  const found = useSignal<Found | null>(null);
  const draft = useSignal<Reading>(reading.value);
  useEffect(() => {
    void engine
      .ask("mapping", { name: log.name, bytes: log.bytes }, draft.value)
      .then((mapping) => (found.value = mapping));
  }, [log, draft.value.format]);
  const set = (name: keyof Reading, value: string) => {
    const { [name]: _old, ...rest } = draft.value;
    draft.value = value === "" ? rest : { ...rest, [name]: value };
  };
  const take = (event: Event) => {
    event.preventDefault();
    reading.value = draft.value;
    close();
  };
  const mapping = found.value;
  const seconds = draft.value.time?.endsWith(" in seconds") === true;
  return (
    <Dialog title={`Fields of ${log.name}`} close={close} wide>
      <form class="mapping" onSubmit={take}>
        <p class="quiet">
          The text's <code>events</code> block says where key, time and type stand. For a first look
          at a log that has them elsewhere, say so here; <code>pda run</code> has the same options.
        </p>
        {(["key", "time", "type"] as const).map((name) => (
          <label key={name}>
            <span>{{ key: "Key", time: "Time", type: "Type of event" }[name]}</span>
            <select
              value={(draft.value[name] ?? "").replace(/ in seconds$/, "")}
              onChange={({ currentTarget }) => set(name, currentTarget.value)}
            >
              <option value="">as the text says</option>
              {ordered(mapping, name).map(({ path, example, likely }) => (
                <option key={path} value={path}>
                  {path}
                  {likely ? " (likely)" : ""} – {example}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label class="check">
          <input
            type="checkbox"
            disabled={draft.value.time === undefined}
            checked={seconds}
            onChange={({ currentTarget }) => {
              const path = (draft.value.time ?? "").replace(/ in seconds$/, "");
              set("time", currentTarget.checked ? `${path} in seconds` : path);
            }}
          />
          <span>The time is in seconds since 1970</span>
        </label>
        <label>
          <span>Format</span>
          <select
            value={draft.value.format ?? ""}
            onChange={({ currentTarget }) => set("format", currentTarget.value)}
          >
            <option value="">as its name says</option>
            {FORMATS.map((format) => (
              <option key={format}>{format}</option>
            ))}
          </select>
        </label>
        <label>
          <span>Watermark</span>
          <input
            type="text"
            placeholder="none; or 30m"
            value={draft.value.watermark ?? ""}
            onInput={({ currentTarget }) => set("watermark", currentTarget.value.trim())}
          />
        </label>
        {mapping === null ? (
          <p class="quiet">The first records are being read.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          <pre class="first" tabIndex={0}>
            {[...mapping.errors, ...mapping.first].join("\n")}
          </pre>
        )}
        <div class="buttons">
          <button type="submit" class="main">
            Read the log so
          </button>
          <button type="button" onClick={() => (draft.value = {})}>
            As the text says
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function ordered(mapping: Found | null, name: "key" | "time" | "type") {
  const likely = mapping?.[name] ?? [];
  const places = mapping?.places ?? [];
  const first = likely.flatMap((path) => places.filter((place) => place.path === path));
  const rest = places.filter(({ path }) => !likely.includes(path));
  return [
    ...first.map((place) => ({ ...place, likely: true })),
    ...rest.map((place) => ({ ...place, likely: false })),
  ];
}

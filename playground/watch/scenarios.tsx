import { useSignal } from "@preact/signals";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import type { Watching as Watched } from "../engine/questions.ts";
import type { ScenarioView } from "../engine/scenarios.ts";
import { Worded } from "../panes/worded.tsx";
import { useWatching } from "./watching.ts";
import { counted } from "./words.ts";

/** Scenarios of the text, run as it is written; and a watched run made into one. */
export function Scenarios() {
  const { compiled, stale } = useWatching();
  const all = compiled.value?.scenarios ?? [];
  const held = all.filter(({ failures }) => failures.length === 0).length;
  return (
    <div class="scenarios">
      <Make />
      {all.length === 0 ? (
        <p class="empty">The text has no scenario. Watch a session, then make one of it.</p>
      ) : (
        <>
          <p class="total">
            {held} of {counted(all.length, "scenario")} hold
            {stale.value > 0 ? ", as the text was before it had errors" : ""}
          </p>
          <ul>
            {all.map((scenario) => (
              <Scenario key={scenario.title} scenario={scenario} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Scenario({ scenario }: { readonly scenario: ScenarioView }) {
  const { playground, touched } = useWatching();
  const { title, failures, span, steps, survives, rules } = scenario;
  const fired = new Map(touched.value?.fired ?? []);
  const inLog = rules.filter((id) => (fired.get(id) ?? 0) > 0).length;
  const holds = failures.length === 0;
  return (
    <li class={holds ? "holds" : "fails"}>
      <button
        type="button"
        class="plain"
        onClick={() =>
          (playground.reveal.value = { span: failures[0]?.span ?? span, from: "list" })
        }
      >
        <strong>{holds ? "✓ holds" : "✕ fails"}</strong> {title}
      </button>
      {failures.map(({ message }) => (
        <p key={message}>
          <Worded text={message} />
        </p>
      ))}
      {touched.value === null || rules.length === 0 ? null : (
        <span class="quiet">
          {" "}
          {inLog === rules.length
            ? "the log does all of it"
            : `the log takes ${inLog} of its ${counted(rules.length, "rule")}`}
        </span>
      )}
      {steps.length === 0 ? null : <pre>{steps.join("\n")}</pre>}
      {survives.length === 0 ? null : (
        <p class="quiet">what it says of disorder, {survives.join(", ")}, is tried by pda test</p>
      )}
    </li>
  );
}

/** The session that is watched as a scenario at the end of the text. */
function Make() {
  const { session, pattern, engine, playground } = useWatching();
  const trouble = useSignal<string | null>(null);
  const busy = useSignal(false);
  const watched = session.value;
  if (watched === null) return null;
  const make = async () => {
    if (busy.value) return;
    busy.value = true;
    try {
      await write(watched, playground.source.peek());
    } finally {
      busy.value = false;
    }
  };
  const write = async ({ key, name: session }: Watched, source: Source) => {
    const title = freeTitle(`as ${key} went through it`, source.text);
    const made = await engine.ask("scenario", pattern.value ?? "", session, title, source);
    if ("refused" in made) trouble.value = made.refused;
    else if (playground.source.peek() !== source)
      trouble.value = "the text was changed meanwhile: ask for it once more";
    else {
      const { name } = source;
      trouble.value = null;
      playground.source.value = { name, text: made.text };
      const span = { source: name, start: made.at, end: made.at };
      playground.reveal.value = { span, from: "list" };
    }
  };
  return (
    <div class="tools">
      <button type="button" aria-disabled={busy.value} onClick={make}>
        {busy.value ? "Writing …" : `Make a scenario of ${watched.key}'s run`}
      </button>
      {trouble.value === null ? null : <span class="note">{trouble.value}</span>}
    </div>
  );
}

function freeTitle(title: string, text: string): string {
  for (let i = 1; ; i++) {
    const tried = i === 1 ? title : `${title}, ${i}`;
    if (!text.includes(JSON.stringify(tried))) return tried;
  }
}

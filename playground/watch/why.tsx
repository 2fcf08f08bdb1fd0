import { useSignal } from "@preact/signals";
import type { Wanted } from "../../src/why/wanted.ts";
import type { Moment, Tried } from "../engine/moment.ts";
import type { WhyAnswer } from "../engine/why-answer.ts";
import { Worded } from "../panes/worded.tsx";
import { answerLine } from "./answer-line.ts";
import { useWatching } from "./watching.ts";

/** Why a step did what it did; and why a result came, or did not. */
export function Why() {
  const { moment } = useWatching();
  const now = moment.value;
  return (
    <div class="why">
      <Ask />
      {now === null || now.step === 0 ? null : <ThisStep now={now} />}
    </div>
  );
}

/** Asks of the whole session, over all its events: the function of `pda why`. */
function Ask() {
  const { engine, session, pattern, touched, moment, playground } = useWatching();
  const chosen = useSignal("");
  const answer = useSignal<{ readonly of: string; readonly found: WhyAnswer } | null>(null);
  /** Which part of the search is done, while there is one. */
  const done = useSignal<number | null>(null);
  const watched = session.value;
  if (watched === null)
    return (
      <p class="empty">
        Choose a session, then ask why a result came, or what was missing that it did not.
      </p>
    );
  const choices = choicesOf(moment.value, touched.value?.outputs ?? []);
  const choice = choices.find(({ text }) => text === chosen.value) ?? choices[0];
  const of = `${watched.name} ${choice?.text}`;
  const ask = async () => {
    if (choice === undefined) return;
    done.value = 0;
    engine.searched = (part) => {
      done.value = part;
    };
    const first = watched.rows.find(({ event }) => event !== null)?.event ?? null;
    const question = { key: watched.key, first, wanted: choice.wanted };
    try {
      const found = await engine.ask("why", pattern.value ?? "", question);
      if (found === null) return;
      answer.value = { of, found };
      playground.said.value =
        "refused" in found ? found.refused : (found.lines[0] ?? "").replaceAll("`", "");
    } finally {
      done.value = null;
    }
  };
  const shown = answer.value?.of === of ? answer.value.found : null;
  return (
    <section>
      <div class="tools">
        <label>
          Why{" "}
          <select
            aria-label={`Why, or why not, for ${watched.key}`}
            value={choice?.text ?? ""}
            onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}
          >
            {choices.map(({ text }) => (
              <option key={text}>{text}</option>
            ))}
          </select>
          , or why not, for {watched.key}?
        </label>
        <button
          type="button"
          disabled={choice === undefined}
          aria-disabled={done.value !== null}
          onClick={() => {
            if (done.value === null) void ask();
          }}
        >
          Ask
        </button>
        {done.value === null ? null : (
          <>
            <progress max={1} value={done.value} aria-label="Part of the search" />
            <button type="button" onClick={() => void engine.ask("stopWhy")}>
              Stop
            </button>
          </>
        )}
      </div>
      {shown === null ? null : "refused" in shown ? (
        <p class="note">
          <Worded text={shown.refused} />
        </p>
      ) : (
        <section class="answer" aria-label="Answer">
          <p class="first">
            <Worded text={shown.lines[0] ?? ""} />
          </p>
          {shown.days === null ? null : <p class="quiet">Times are of {shown.days}.</p>}
          {shown.lines.slice(1).map((line, at) => (
            <Line key={at} line={line.replace(TOO_MANY, FEWER)} />
          ))}
        </section>
      )}
    </section>
  );
}

/** A line of the command's answer, indented as it is there; folded it stays behind its beginning. */
function Line({ line }: { readonly line: string }) {
  if (line === "") return <div class="line" />;
  const { is, time, text, changed } = answerLine(line);
  if (is === "said" || is === "other")
    return (
      <p class={is === "other" ? "other" : ""}>
        <Worded text={text} />
      </p>
    );
  return (
    <div class={`line ${is === "did" ? "did" : ""} ${changed ? "changed" : ""}`}>
      {is === "did" ? null : (
        <time>
          {changed ? "* " : ""}
          {time}
        </time>
      )}{" "}
      <code>{text}</code>
    </div>
  );
}

/** What the command line says where there are many results, and what it means here. */
const TOO_MANY = /The steps are shown where fewer results are asked for.*$/;
const FEWER = "Go to the step of one of them to ask for its reasons.";

interface Choice {
  readonly text: string;
  readonly wanted: Wanted;
}

/** Results of this very step, then all that the pattern can say. */
function choicesOf(
  now: Moment | null,
  outputs: readonly (readonly [name: string, count: number])[],
): readonly Choice[] {
  const here = (now?.outputs ?? []).map(({ name, where }) => ({
    ...{ text: `${name} of step ${now?.step}`, wanted: { output: name, where } },
  }));
  return [
    ...here,
    ...outputs.map(([name]) => ({ text: name, wanted: { output: name, where: [] } })),
  ];
}

const signs: Readonly<Record<Tried["verdict"], string>> = {
  fired: "✓ fired",
  "other event": "– waits for other events",
  "guard false": "✕ its test is false",
  "stack too short": "✕ nothing to pop",
  "depth refused": "✕ the stack is full",
  "depth else": "✓ stack full: the other way",
  failed: "✕ its test failed",
};

function ThisStep({ now }: { readonly now: Moment }) {
  const { picture, playground } = useWatching();
  const rules = new Map((picture.value?.rules ?? []).map((rule) => [rule.id, rule]));
  return (
    <section>
      <h3>
        Step {now.step}: <code>{now.what}</code>
      </h3>
      {now.failure === null ? null : <p class="note error">failed: {now.failure}</p>}
      {now.notTaken.map((text) => (
        <p key={text} class="note">
          {text}
        </p>
      ))}
      {now.tried.length === 0 ? null : (
        <table class="tried">
          <caption class="hidden">Rules in the order in which they were tried</caption>
          <thead>
            <tr>
              <th scope="col">tried</th>
              <th scope="col">what became of it</th>
              <th scope="col">with these values</th>
            </tr>
          </thead>
          <tbody>
            {now.tried.map((one, i) => {
              const rule = rules.get(one.id);
              const span = rule?.span ?? null;
              return (
                <tr key={i} class={one.verdict.replaceAll(" ", "-")}>
                  <td>
                    <button
                      type="button"
                      class="plain code"
                      disabled={span === null}
                      onClick={() => {
                        if (span !== null) playground.reveal.value = { span, from: "list" };
                      }}
                    >
                      {rule?.text ?? one.id}
                    </button>
                    <span class="quiet">
                      {" "}
                      {one.owner === "" ? "of the pattern" : `of ${one.owner}`}
                    </span>
                  </td>
                  <td>
                    {signs[one.verdict]}
                    {one.reason === "" || one.guard !== null ? "" : `: ${one.reason}`}
                  </td>
                  <td>
                    {one.values.map(({ name, value }) => (
                      <div key={name}>
                        <code>{name}</code> is <code>{value}</code>
                      </div>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {now.actions.length === 0 ? null : (
        <p>
          It did:{" "}
          {now.actions.map((action, i) => (
            <code key={i} class="action">
              {action}
            </code>
          ))}
        </p>
      )}
    </section>
  );
}

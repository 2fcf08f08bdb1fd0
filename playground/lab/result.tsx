import { useSignal } from "@preact/signals";
import { membersOfText } from "../../src/records/members.ts";
import type { ErrorKind } from "../../src/simulator/experiment/figures.ts";
import type { SimulationResult } from "../../src/simulator/experiment/result.ts";
import { VERDICT_WORDS } from "../../src/simulator/page/colours.ts";
import type { Figure } from "../../src/simulator/page/figure.ts";
import { heatFigure, sweepFigure } from "../../src/simulator/page/sections/sweep.ts";
import { tradeFigure } from "../../src/simulator/page/sections/trade.ts";
import { useWatching, type Watching, watchSession } from "../watch/watching.ts";
import { n } from "../watch/words.ts";
import { BothRuns } from "./both-runs.tsx";
import { Chart } from "./chart.tsx";

/** What a simulation found: in sentences, as figures, as charts, with examples. */
export function Shown({ result }: { readonly result: SimulationResult }) {
  const { outcome, sentences, sweep, worst } = result;
  const verdicts = Object.entries(outcome.counts).filter(([, count]) => count > 0);
  const figures: readonly (Figure | null)[] =
    sweep === null ? [] : [sweepFigure(sweep), heatFigure(sweep), tradeFigure(sweep)];
  return (
    <div class="found">
      {sweep?.recommendation == null ? null : (
        <p class="advice">
          <strong>Advice</strong> {plain(sweep.recommendation.text)}
        </p>
      )}
      {sentences.length === 0 ? (
        <p>
          Nothing goes wrong: in {n(outcome.seeds)} draws every result is as it is in order.
          {sweep === null
            ? " Say windows, such as reorder=0..10s, to see curves all the same."
            : ""}
        </p>
      ) : null}
      {sentences.map((text) => (
        <p key={text}>{plain(text)}</p>
      ))}
      <table class="plain">
        <caption class="hidden">Verdicts over all seeds</caption>
        <tbody>
          {verdicts.map(([verdict, count]) => (
            <tr key={verdict}>
              <th scope="row">{VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS]}</th>
              <td>{n(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="figures">
        {figures.map((figure) =>
          figure === null ? null : <Chart key={figure.title} figure={figure} />,
        )}
      </div>
      {worst.length === 0 ? null : <h3>What goes wrong, each with an example</h3>}
      {worst.map((kind, i) => (
        <Wrong key={i} kind={kind} />
      ))}
    </div>
  );
}

/** A line without what every line has. */
function short(line: string): string {
  const members = new Map(membersOfText(line));
  const data = membersOfText(members.get("data") ?? "{}");
  const name = JSON.parse(members.get("output") ?? '""') as string;
  return `${name} { ${data.map(([field, json]) => `${field}: ${json}`).join(", ")} }`;
}

/** The session as the log has it, at the step that says the line, or should. */
async function show(watching: Watching, line: string): Promise<void> {
  const { engine, pattern, playground } = watching;
  const { session } = JSON.parse(line) as { readonly session: string };
  const found = await engine.ask("sessionOf", pattern.peek() ?? "", session, line);
  if (found === null) return;
  watchSession(watching, found.name, found.step);
  playground.front.value = "timeline";
}

const plain = (text: string): string => text.replaceAll("`", "");

/** One kind of error; opened, the two runs side by side at the event that came late. */
function Wrong({ kind }: { readonly kind: ErrorKind }) {
  const { output, verdict, mechanism, count, example } = kind;
  const { explanation, events, expected, got } = example;
  const watching = useWatching();
  const line = expected ?? got;
  const stepping = useSignal(false);
  const toggle = () => {
    stepping.value = !stepping.value;
  };
  return (
    <details class="wrong">
      <summary>
        <strong>{n(count)}</strong> {output} {VERDICT_WORDS[verdict]}
        {mechanism === null ? "" : `, by ${mechanism}`}
      </summary>
      {explanation === undefined ? null : <p class="advice">{plain(explanation.text)}</p>}
      <p class="quiet">
        {example.key}, seed {example.seed}{" "}
        {line === null ? null : (
          <button type="button" class="small" onClick={() => void show(watching, line)}>
            Show it in the timeline
          </button>
        )}{" "}
        <button type="button" class="small" aria-expanded={stepping.value} onClick={toggle}>
          Step through both runs
        </button>
      </p>
      {stepping.value ? <BothRuns of={example.key} events={events} /> : null}
      {expected === null ? null : (
        <p>
          expected <code>{short(expected)}</code>
        </p>
      )}
      {got === null ? null : (
        <p>
          got <code>{short(got)}</code>
        </p>
      )}
      {explanation === undefined ? null : (
        <div class="scroll">
          <table class="rules">
            <thead>
              <tr>
                <th scope="col">in order</th>
                <th scope="col">as they arrived</th>
              </tr>
            </thead>
            <tbody>
              {explanation.steps.map(({ ordered, disturbed, differs }, i) => (
                <tr key={i} class={differs ? "taken" : ""}>
                  <td>
                    {differs ? "≠ " : ""}
                    {ordered ?? ""}
                  </td>
                  <td>{disturbed ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="scroll">
        <table class="rules">
          <thead>
            <tr>
              <th scope="col">event</th>
              <th scope="col" class="number">
                place
              </th>
              <th scope="col" class="number">
                arrived
              </th>
              <th scope="col">on its way</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ id, name, time, place, arrival, happened }) => (
              <tr key={`${id} ${arrival}`} class={arrival === place ? "" : "taken"}>
                <td>
                  {time.slice(11, -1)} {name ?? "undeclared"}
                </td>
                <td class="number">{place}</td>
                <td class="number">{arrival ?? "never"}</td>
                <td>{happened.join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

import type { ErrorKind, SimulationResult } from "../../src/simulator/experiment/result.ts";
import { VERDICT_WORDS } from "../../src/simulator/page/colours.ts";
import type { Figure } from "../../src/simulator/page/figure.ts";
import { heatFigure, sweepFigure } from "../../src/simulator/page/sections/sweep.ts";
import { tradeFigure } from "../../src/simulator/page/sections/trade.ts";
import { n } from "../watch/words.ts";
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

const plain = (text: string): string => text.replaceAll("`", "");

/** One kind of error; opened, the two runs side by side at the event that came late. */
function Wrong({ kind }: { readonly kind: ErrorKind }) {
  const { output, verdict, mechanism, count, example } = kind;
  const { explanation, events, expected, got } = example;
  return (
    <details class="wrong">
      <summary>
        <strong>{n(count)}</strong> {output} {VERDICT_WORDS[verdict]}
        {mechanism === null ? "" : `, by ${mechanism}`}
      </summary>
      {explanation === undefined ? null : <p class="advice">{explanation.text}</p>}
      <p class="quiet">
        {example.key}, seed {example.seed}
      </p>
      {expected === null ? null : (
        <p>
          expected <code>{expected}</code>
        </p>
      )}
      {got === null ? null : (
        <p>
          got <code>{got}</code>
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

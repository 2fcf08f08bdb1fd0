import type { Comparison } from "../engine/comparison.ts";
import type { TimelineRow } from "../engine/timeline.ts";
import { clock, counted, n } from "./words.ts";

interface SidesProps {
  readonly comparison: Comparison;
  readonly names: readonly [string, string];
}

/** Two runs from where they part, and the results that only one has. */
export function SideBySide({ comparison, names }: SidesProps) {
  const { same, left, right, lost, gained } = comparison;
  if (left.length === 0 && right.length === 0) return null;
  const before = Math.min(3, same);
  const parts = left.length > before || right.length > before;
  return (
    <div class="sides">
      <p>
        {parts
          ? `The same for ${counted(same, "step")}, then they part. `
          : `The same in all ${counted(same, "step")}. `}
        {lost.length + gained.length === 0 ? "The results are the same." : ""}
      </p>
      {lost.length === 0 ? null : <Results title={`only ${names[0]}`} sign="−" texts={lost} />}
      {gained.length === 0 ? null : <Results title={`only ${names[1]}`} sign="+" texts={gained} />}
      {parts ? (
        <div class="two">
          <Side name={names[0]} rows={left} before={before} />
          <Side name={names[1]} rows={right} before={before} />
        </div>
      ) : null}
    </div>
  );
}

const SHOWN_MOST = 60;

function Side({
  name,
  rows,
  before,
}: {
  readonly name: string;
  readonly rows: readonly TimelineRow[];
  readonly before: number;
}) {
  return (
    <section aria-label={name}>
      <h4>{name}</h4>
      <ol class="steps">
        {rows.slice(0, SHOWN_MOST).map((row, i) => (
          <li key={i} class={i < before ? "same" : ""}>
            <time>{clock(row.at)}</time> {row.what}
            <span class="quiet">
              {" "}
              {row.from === row.to ? row.to : `${row.from} → ${row.to}`}
              {row.verdict === "taken" ? "" : `, ${row.verdict}`}
            </span>
            {row.outputs.map((output, at) => (
              <span key={at} class="output">
                {output}
              </span>
            ))}
          </li>
        ))}
      </ol>
      {rows.length > SHOWN_MOST ? (
        <p class="quiet">{n(rows.length - SHOWN_MOST)} more steps are not shown.</p>
      ) : null}
    </section>
  );
}

const RESULTS_MOST = 20;

export const Results = ({
  title,
  sign,
  texts,
}: {
  readonly title: string;
  readonly sign: string;
  readonly texts: readonly string[];
}) => (
  <ul class="results" aria-label={title}>
    {texts.slice(0, RESULTS_MOST).map((text, i) => (
      <li key={i}>
        <strong>
          {sign} {title}
        </strong>{" "}
        <code>{text}</code>
      </li>
    ))}
    {texts.length > RESULTS_MOST ? <li>{n(texts.length - RESULTS_MOST)} more</li> : null}
  </ul>
);

import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { presets } from "../../src/simulator/disorder/presets.ts";
import type { SimulationResult } from "../../src/simulator/experiment/result.ts";
import { useWatching } from "../watch/watching.ts";
import { Arrange } from "./arrange.tsx";
import type { SimulationQuestion } from "./simulation.ts";
import { Vary } from "./vary.tsx";

const FIRST: SimulationQuestion = {
  ...{ disorder: "snowplow-kinesis", seeds: 10, seed: 1, sweep: "", levels: "", target: 0.001 },
};

/** Shake the order of events and see what breaks: by hand, or as disorder would do it. */
export function Lab() {
  const { session } = useWatching();
  return (
    <div class="lab">
      {session.value === null ? null : <Arrange key={session.value.name} />}
      <Simulation />
    </div>
  );
}

function Simulation() {
  const watching = useWatching();
  const { engine, playground, pattern, picture, reading, seeds } = watching;
  const question = useSignal(FIRST);
  const result = useSignal<SimulationResult | null>(null);
  const of = useSignal<readonly [log: Blob, text: string] | null>(null);
  const refused = useSignal<string | null>(null);
  const busy = useSignal(false);
  const log = playground.log.value;
  const asked = question.value;
  const preset = presets.find(({ name }) => name === asked.disorder);
  const set = (change: Partial<SimulationQuestion>) => {
    question.value = { ...asked, ...change };
  };
  const run = async (event: Event) => {
    event.preventDefault();
    if (log === null || busy.value) return;
    [busy.value, refused.value, seeds.value] = [true, null, 0];
    const given = { name: log.name, bytes: log.bytes };
    const { text } = playground.source.peek();
    try {
      const found = await engine.ask("simulate", pattern.value ?? "", given, reading.value, asked);
      if (found === null) return;
      if ("refused" in found) refused.value = found.refused;
      else [result.value, of.value] = [found.result, [log.bytes, text]];
    } catch (error) {
      refused.value = String(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section>
      <h3>What disorder would do</h3>
      <form class="question" onSubmit={run}>
        <label>
          <span>Preset</span>
          <select
            value={preset?.name ?? ""}
            onChange={({ currentTarget }) => set({ disorder: currentTarget.value })}
          >
            {preset === undefined ? <option value="">own</option> : null}
            {presets.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="wide">
          <span>Pipeline</span>
          <input
            type="text"
            spellcheck={false}
            value={preset?.pipeline ?? asked.disorder}
            onInput={({ currentTarget }) => set({ disorder: currentTarget.value })}
          />
        </label>
        <Vary picture={picture.value} sweep={asked.sweep} set={(sweep) => set({ sweep })} />
        <label>
          <span>Degrees</span>
          <input
            type="text"
            placeholder="flush=1s,5s,30s"
            value={asked.levels}
            onInput={({ currentTarget }) => set({ levels: currentTarget.value })}
          />
        </label>
        <label>
          <span>Seeds</span>
          <input
            type="number"
            min={1}
            max={200}
            value={asked.seeds}
            onInput={({ currentTarget }) => set({ seeds: whole(currentTarget.value, asked.seeds) })}
          />
        </label>
        <label>
          <span>from</span>
          <input
            type="number"
            min={0}
            value={asked.seed}
            onInput={({ currentTarget }) => set({ seed: whole(currentTarget.value, asked.seed) })}
          />
        </label>
        <div class="buttons">
          <button type="submit" class="main" disabled={log === null} aria-disabled={busy.value}>
            {busy.value ? "Drawing …" : "Simulate"}
          </button>
          {busy.value ? (
            <button type="button" onClick={() => void engine.ask("stopSimulation")}>
              Stop
            </button>
          ) : null}
        </div>
      </form>
      {preset === undefined ? null : <p class="quiet">{preset.says}.</p>}
      {busy.value ? <progress aria-label="Seeds" max={asked.seeds} value={seeds.value} /> : null}
      {refused.value === null ? null : <pre class="note error">{refused.value}</pre>}
      {result.value === null || log?.bytes !== of.value?.[0] ? null : (
        <>
          {playground.source.value.text === of.value?.[1] ? null : (
            <p class="note">The text is another by now: this is what the one before would do.</p>
          )}
          <Result result={result.value} />
        </>
      )}
    </section>
  );
}

const whole = (written: string, otherwise: number): number =>
  /^\d{1,9}$/.test(written) && Number(written) >= 0 ? Number(written) : otherwise;

/** Charts are fetched when there is something to draw. */
function Result({ result }: { readonly result: SimulationResult }) {
  const shown = useSignal<ComponentType<{ readonly result: SimulationResult }> | null>(null);
  useEffect(() => {
    void import("./result.tsx").then(({ Shown }) => (shown.value = Shown));
  }, []);
  const Shown = shown.value;
  return Shown === null ? (
    <p class="quiet">Charts are being fetched.</p>
  ) : (
    <Shown result={result} />
  );
}

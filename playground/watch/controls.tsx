import { Breakpoints } from "./breakpoints.tsx";
import { goTo, jump, stepBy, useWatching } from "./watching.ts";
import { n } from "./words.ts";

const SPEEDS = [1, 2, 5, 20] as const;

/** Step, back, play, jump: as buttons that are seen, each with its key. */
export function Controls() {
  const watching = useWatching();
  const { playground, steps, playing, speed } = watching;
  const { step } = playground.watched.value;
  const last = steps.value;
  return (
    <div class="controls">
      <div class="buttons" role="toolbar" aria-label="Through time">
        <Button
          sign="⏮"
          label="To the beginning (Home)"
          off={step === 0}
          act={() => goTo(watching, 0)}
        />
        <Button sign="◀" label="Step back (,)" off={step === 0} act={() => stepBy(watching, -1)} />
        <Button
          sign={playing.value ? "⏸" : "▶"}
          label={playing.value ? "Pause (k)" : "Play (k)"}
          off={step >= last}
          act={() => (playing.value = !playing.value)}
        />
        <Button sign="▶▏" label="Step (.)" off={step >= last} act={() => stepBy(watching, 1)} />
        <Button
          sign="⏭"
          label="To the end (End)"
          off={step >= last}
          act={() => goTo(watching, last)}
        />
        <Button
          sign="★ ◀"
          label="Last result (p)"
          off={step === 0}
          act={() => jump(watching, "result", false)}
        />
        <Button
          sign="★ ▶"
          label="Next result (n)"
          off={step >= last}
          act={() => jump(watching, "result", true)}
        />
      </div>
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={`step ${step} of ${last}`}
        min={0}
        max={last}
        value={step}
        onInput={({ currentTarget }) => goTo(watching, Number(currentTarget.value))}
      />
      <span class="count">
        {n(step)} / {n(last)}
      </span>
      <label class="speed">
        <span class="hidden">Steps a second</span>
        <select
          value={speed.value}
          onChange={({ currentTarget }) => (speed.value = Number(currentTarget.value))}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one}/s
            </option>
          ))}
        </select>
      </label>
      <Breakpoints />
    </div>
  );
}

interface ButtonProps {
  readonly sign: string;
  readonly label: string;
  readonly off: boolean;
  readonly act: () => void;
}

const Button = ({ sign, label, off, act }: ButtonProps) => (
  <button type="button" class="plain" aria-label={label} title={label} disabled={off} onClick={act}>
    {sign}
  </button>
);

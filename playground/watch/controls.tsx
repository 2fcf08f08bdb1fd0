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
          sign="first"
          label="To the beginning (Home)"
          off={step === 0}
          act={() => goTo(watching, 0)}
        />
        <Button
          sign="back"
          label="Step back (,)"
          off={step === 0}
          act={() => stepBy(watching, -1)}
        />
        <Button
          sign={playing.value ? "pause" : "play"}
          label={playing.value ? "Pause (k)" : "Play (k)"}
          off={step >= last}
          act={() => (playing.value = !playing.value)}
        />
        <Button sign="step" label="Step (.)" off={step >= last} act={() => stepBy(watching, 1)} />
        <Button
          sign="last"
          label="To the end (End)"
          off={step >= last}
          act={() => goTo(watching, last)}
        />
        <Button
          sign="lastResult"
          label="Result before (p)"
          off={step === 0}
          act={() => jump(watching, "result", false)}
        />
        <Button
          sign="nextResult"
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
        <select
          aria-label="Steps a second"
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

/** Drawn, because fonts do not have them all. */
const shapes = {
  first: "M3 3h2v10H3zM14 3v10L6 8z",
  back: "M11 3v10L4 8zM12 3h1v10h-1z",
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  step: "M5 3v10l7-5zM3 3h1v10H3z",
  last: "M11 3h2v10h-2zM2 3v10l8-5z",
  lastResult:
    "M6 3v10L1 8zM11 4l1.2 2.6 2.8.3-2.1 1.9.6 2.8L11 10.2l-2.5 1.4.6-2.8L7 6.900l2.8-.3z",
  nextResult:
    "M10 3v10l5-5zM5 4l1.2 2.6 2.8.3-2.100 1.900.6 2.800L5 10.200l-2.500 1.400.6-2.800L1 6.900l2.800-.3z",
} as const;

interface ButtonProps {
  readonly sign: keyof typeof shapes;
  readonly label: string;
  readonly off: boolean;
  readonly act: () => void;
}

const Button = ({ sign, label, off, act }: ButtonProps) => (
  // Not `disabled`: it would lose the focus at the last step.
  <button
    type="button"
    class="plain"
    aria-label={label}
    title={label}
    aria-disabled={off}
    onClick={() => {
      if (!off) act();
    }}
  >
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[sign]} />
    </svg>
  </button>
);

import type { Picture } from "../engine/picture.ts";

interface Props {
  readonly picture: Picture | null;
  /** `reorder=0..10s`, `limit=1,2`; "": the reorder window, as the draws suggest. */
  readonly sweep: string;
  readonly set: (sweep: string) => void;
}

/** What is varied from curve point to curve point: how long events are held, or a parameter of the pattern. */
export function Vary({ picture, sweep, set }: Props) {
  const parameters = picture?.parameters ?? [];
  const over = sweep.includes("=") ? sweep.slice(0, sweep.indexOf("=")).trim() : "reorder";
  const values = sweep.slice(sweep.indexOf("=") + 1);
  const parameter = parameters.find(({ name }) => name === over);
  const say = (name: string, written: string) =>
    set(name === "reorder" && written === "" ? "" : `${name}=${written}`);
  return (
    <>
      <label>
        <span>Vary</span>
        <select
          value={over}
          onChange={({ currentTarget }) => say(currentTarget.value, "")}
          aria-describedby="vary-none"
        >
          <option value="reorder">the reorder window</option>
          {parameters.map(({ name }) => (
            <option key={name} value={name}>
              param {name}
            </option>
          ))}
        </select>
        {parameters.length > 0 ? null : (
          <span id="vary-none" class="hidden">
            The pattern has no param to vary.
          </span>
        )}
      </label>
      <label>
        <span>{parameter === undefined ? "Windows" : `Values, now ${parameter.value}`}</span>
        <input
          type="text"
          spellcheck={false}
          placeholder={parameter === undefined ? "as the draws suggest" : "two or more, by commas"}
          value={values}
          onInput={({ currentTarget }) => say(over, currentTarget.value)}
        />
      </label>
    </>
  );
}

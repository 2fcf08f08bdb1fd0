import { useWatching } from "./watching.ts";

/** Which of the file's patterns is watched; nothing where there is one. */
export function PatternChoice() {
  const { compiled, pattern, playground } = useWatching();
  const names = (compiled.value?.pictures ?? []).map((one) => one.pattern);
  if (names.length < 2) return null;
  return (
    <label>
      <select
        aria-label="Pattern"
        value={pattern.value ?? ""}
        onChange={({ currentTarget }) => {
          playground.watched.value = { pattern: currentTarget.value, session: null, step: 0 };
        }}
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

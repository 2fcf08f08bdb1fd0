import { usePlayground } from "../state.ts";

export function Editor() {
  const { source } = usePlayground();
  return (
    <textarea
      aria-label="Pattern"
      value={source.value.text}
      onInput={({ currentTarget }) => {
        source.value = { ...source.value, text: currentTarget.value };
      }}
    />
  );
}

import { usePlayground } from "../state.ts";

export function Problems() {
  const { diagnostics } = usePlayground();
  if (diagnostics.value.length === 0) return <p class="empty">Nothing is wrong with the text.</p>;
  return (
    <ul>
      {diagnostics.value.map(({ code, message }) => (
        <li key={code}>{message}</li>
      ))}
    </ul>
  );
}

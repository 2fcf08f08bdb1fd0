import { useSignal, useSignalEffect } from "@preact/signals";
import type { OutlineItem } from "../../src/service/outline.ts";
import { usePlayground } from "../state.ts";

/** What the text declares; each entry leads to its place. */
export function Outline() {
  const { language, findings } = usePlayground();
  const items = useSignal<readonly OutlineItem[] | null>(null);
  useSignalEffect(() => {
    // Asked with each examination: soon enough, and never on the way of a key press.
    findings.value;
    let gone = false;
    void language.ask("outline").then((found) => {
      if (!gone) items.value = found;
    });
    return () => {
      gone = true;
    };
  });
  if (items.value === null) return <p class="empty">The text is being read.</p>;
  if (items.value.length === 0) return <p class="empty">The text declares nothing yet.</p>;
  return <Entries items={items.value} />;
}

function Entries({ items }: { readonly items: readonly OutlineItem[] }) {
  const { reveal, front } = usePlayground();
  const show = ({ place }: OutlineItem) => {
    front.value = "editor";
    reveal.value = { span: place, from: "list" };
  };
  return (
    <ul class="outline">
      {items.map((item) => (
        <li key={item.place.start}>
          <button type="button" class="plain" onClick={() => show(item)}>
            <span class="kind">{item.kind}</span> <span class="name">{item.name}</span>
            {item.detail === "" ? null : <span class="quiet"> {item.detail}</span>}
          </button>
          {item.inside.length === 0 ? null : <Entries items={item.inside} />}
        </li>
      ))}
    </ul>
  );
}

import { entries } from "virtual:gallery";
import { openExample } from "../open.ts";
import { usePlayground } from "../state.ts";
import { Dialog } from "./dialog.tsx";

/** The pattern library; each entry opens with its log. */
export function Examples({ close }: { readonly close: () => void }) {
  const playground = usePlayground();
  const open = (id: string) => {
    history.replaceState(null, "", `#example/${id}`);
    void openExample(playground, id);
    close();
  };
  return (
    <Dialog title="Examples" close={close} wide>
      <p class="quiet">Each answers one question, and opens with a made-up log.</p>
      <ul class="gallery">
        {entries.map(({ id, title, about }) => (
          <li key={id}>
            <button type="button" onClick={() => open(id)}>
              <strong>{title}</strong>
              <span>{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

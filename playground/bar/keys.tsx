import { keys } from "../watch/keys.ts";
import { Dialog } from "./dialog.tsx";

const groups: readonly (readonly [title: string, keys: readonly (readonly [string, string])[]])[] =
  [
    [
      "In the text",
      [
        ["Ctrl Space", "what can stand here"],
        ["F12, Ctrl click", "to the definition"],
        ["F2", "rename"],
        ["Ctrl Shift F", "format"],
        ["Ctrl Shift [ and ]", "fold and unfold"],
        ["Ctrl Shift M", "list of mistakes"],
        ["F8", "next mistake"],
        ["Ctrl .", "first way out of a mistake"],
        ["Escape, then Tab", "leave the text"],
        ["Ctrl M", "Tab moves on instead of indenting"],
      ],
    ],
    ["Through time", keys.map(([key, does]) => [key, does] as const)],
    [
      "Around",
      [
        ["Tab", "from pane to pane"],
        ["← →", "between tabs; at a border, its place"],
        ["Enter at a border", "back to where it was"],
        ["Alt 1 … 9", "to a pane"],
        ["?", "this list"],
      ],
    ],
  ];

/** Everything that a key does. */
export function Keys({ close }: { readonly close: () => void }) {
  return (
    <Dialog title="Keys" close={close}>
      {groups.map(([title, all]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl class="keys">
            {all.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

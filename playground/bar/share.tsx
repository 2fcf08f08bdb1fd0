import { useSignal, useSignalEffect } from "@preact/signals";
import { linkHash, type Reach, reachOf } from "../share/link.ts";
import { type Shared, sharedText } from "../share/shared.ts";
import { usePlayground } from "../state.ts";
import { Dialog } from "./dialog.tsx";
import { fileStem, save } from "./save.ts";

/** A log beyond this does not fit any link, nor should it be turned into text. */
const LOG_BYTES_MAX = 4 * 1024 * 1024;

const reaches: Readonly<Record<Reach, string>> = {
  everywhere: "Short enough for every chat and mail.",
  long: "Some chats cut links of this length: try it, or save a file.",
  "too long": "Too long for most places: save a file instead.",
};

/** A link that holds everything, a file, and a word on what is in them. */
export function Share({ close }: { readonly close: () => void }) {
  const playground = usePlayground();
  const { source, log } = playground;
  const own = log.value?.origin === "own";
  const withLog = useSignal(log.value !== null && !own);
  const shared = useSignal<Shared | null>(null);
  const link = useSignal("");
  const copied = useSignal("");
  const tooLarge = (log.value?.bytes.size ?? 0) > LOG_BYTES_MAX;
  useSignalEffect(() => {
    const included = withLog.value;
    const { text: pattern } = source.value;
    const file = log.value;
    copied.value = "";
    let gone = false;
    const make = async () => {
      const inside =
        included && file !== null && file.bytes.size <= LOG_BYTES_MAX
          ? { name: file.name, text: await file.bytes.text() }
          : null;
      const made: Shared = { pattern, log: inside };
      const hash = await linkHash(made);
      if (gone) return;
      shared.value = made;
      link.value = location.href.replace(/#.*$/, "") + hash;
    };
    void make();
    return () => {
      gone = true;
    };
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link.value);
      copied.value = "The link is in your clipboard.";
    } catch {
      copied.value = "The browser does not let the page copy: select the link and copy it.";
    }
  };
  const reach = reachOf(link.value.length);
  const saveFile = () =>
    shared.value !== null &&
    save(
      `${fileStem(source.value.text)}.pushdown.json`,
      "application/json",
      sharedText(shared.value),
    );
  return (
    <Dialog title="Share" close={close}>
      <p>
        The link holds the pattern{withLog.value && log.value !== null ? " and the log" : ""}{" "}
        itself, packed behind the #. That part of an address is never sent to a server, but whoever
        gets the link can read all of it.
      </p>
      {hereOnly() ? (
        <p class="quiet">
          This playground runs on your own machine, so the link opens there only. For somebody else
          save a file: their playground opens it.
        </p>
      ) : null}
      {log.value === null ? null : (
        <label class="check">
          <input
            type="checkbox"
            checked={withLog.value && !tooLarge}
            disabled={tooLarge}
            onChange={({ currentTarget }) => {
              withLog.value = currentTarget.checked;
            }}
          />
          <span>
            Put the log in as well: {log.value.name}, {size(log.value.bytes.size)}
            {own ? (
              <strong>. It comes from your disk: every row of it would be in the link.</strong>
            ) : null}
            {tooLarge ? <em>. It is too large for that.</em> : null}
          </span>
        </label>
      )}
      <label class="field">
        <span>Link</span>
        <input
          readOnly
          value={link.value}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      </label>
      <div class="meter" data-reach={reach}>
        <meter
          min={0}
          max={8000}
          low={2000}
          high={7999}
          optimum={0}
          value={Math.min(8000, link.value.length)}
          aria-label="Length of the link"
        />
        <span>
          {link.value.length.toLocaleString("en")} characters. {reaches[reach]}
        </span>
      </div>
      <div class="buttons">
        <button type="button" class="main" onClick={copy} disabled={link.value === ""}>
          Copy the link
        </button>
        <button type="button" onClick={saveFile}>
          Save as a file
        </button>
        <button
          type="button"
          onClick={() =>
            save(`${fileStem(source.value.text)}.pda`, "text/plain", source.value.text)
          }
        >
          Save the pattern only
        </button>
      </div>
      <p role="status">{copied.value}</p>
    </Dialog>
  );
}

/** An address that means another machine elsewhere, or none. */
const hereOnly = (): boolean =>
  location.protocol === "file:" || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(location.hostname);

const size = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} bytes`
    : bytes < 1024 * 1024
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { openFiles, take } from "../open.ts";
import { later } from "../panes/later.tsx";
import { usePlayground } from "../state.ts";
import { counted } from "../watch/words.ts";
import { PickFile } from "./pick-file.tsx";
import { ThemeChoice } from "./theme.tsx";

const Examples = later(async () => (await import("./examples.tsx")).Examples);
const Keys = later(async () => (await import("./keys.tsx")).Keys);
const Share = later(async () => (await import("./share.tsx")).Share);

type Open = "examples" | "share" | "keys" | null;

/** What can be done with the whole. */
export function Bar() {
  const playground = usePlayground();
  const open = useSignal<Open>(null);
  const close = () => {
    open.value = null;
  };
  useEffect(() => {
    const help = (event: KeyboardEvent) => {
      const [at] = event.composedPath();
      const writing =
        at instanceof HTMLElement &&
        (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
      if (event.key === "?" && !writing) open.value = "keys";
    };
    addEventListener("keydown", help);
    return () => removeEventListener("keydown", help);
  }, [open]);
  return (
    <header class="bar">
      <h1>
        <span class="mark" aria-hidden="true" />
        Pushdown
      </h1>
      <nav aria-label="Pattern and log">
        <button type="button" onClick={() => (open.value = "examples")}>
          Examples
        </button>
        <PickFile of="Files to open" multiple take={(files) => void openFiles(playground, files)}>
          Open
        </PickFile>
        <FromLog />
        <button type="button" onClick={() => (open.value = "share")}>
          Share
        </button>
      </nav>
      <div class="end">
        <ThemeChoice />
        <button
          type="button"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => (open.value = "keys")}
        >
          ?
        </button>
      </div>
      {open.value === "examples" ? <Examples close={close} /> : null}
      {open.value === "share" ? <Share close={close} /> : null}
      {open.value === "keys" ? <Keys close={close} /> : null}
    </header>
  );
}

/** A log is read, and an `events` block that fits it takes the place of the text, with a first pattern below. */
function FromLog() {
  const playground = usePlayground();
  const busy = useSignal(false);
  const draw = async (log: File) => {
    busy.value = true;
    try {
      const drafted = await playground.language.ask("fromLog", log.name, log);
      if ("refused" in drafted) playground.trouble.value = drafted.refused;
      else {
        take(playground, drafted.text, { name: log.name, bytes: log, origin: "own" });
        playground.said.value = `${counted(drafted.records, "record")} of ${log.name} were read: ${counted(drafted.events, "kind")} of events.`;
      }
    } catch (error) {
      playground.trouble.value = `${log.name} cannot be read: ${String(error)}`;
    } finally {
      busy.value = false;
    }
  };
  return (
    <PickFile
      of="Log to begin with"
      disabled={busy.value}
      take={([log]) => {
        if (log !== undefined) void draw(log);
      }}
    >
      {busy.value ? (
        "Reading …"
      ) : (
        <>
          <span class="roomy">New from</span> <span class="narrow">From</span> a log
        </>
      )}
    </PickFile>
  );
}

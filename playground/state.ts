import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Diagnostic, Source, Span } from "../src/diagnostic/diagnostic.ts";
import type { Findings } from "../src/service/findings.ts";
import { LanguageClient } from "./language/client.ts";
import { PATTERN_NAME } from "./names.ts";
import type { Coloured } from "./opening/recorded.ts";
import type { Port } from "./port.ts";

export { PATTERN_NAME };

/** A log as it was dropped, picked, pasted or taken from the gallery; read in the engine's worker. */
export interface LogFile {
  /** Its name says what it is: `visits.csv.gz`. */
  readonly name: string;
  readonly bytes: Blob;
  /** Where it came from; a log from the reader's own disk is never shared unless asked. */
  readonly origin: "gallery" | "own" | "link";
}

/** A place of the text to be shown, and who asks for it; the editor scrolls there, the diagram marks it. */
export interface Reveal {
  readonly span: Span;
  readonly from: "editor" | "diagram" | "list";
}

/** What is known of a text; its places and fixes are those of this text and of no other. */
export interface Examined extends Findings {
  readonly of: string;
}

/** What a person chose to look at. */
export interface Watched {
  /** Which of the file's patterns. */
  readonly pattern: string | null;
  readonly session: string | null;
  /** How many steps were taken: 0 is before the first. */
  readonly step: number;
}

export type Place =
  | "editor"
  | "log"
  | "sessions"
  | "diagram"
  | "timeline"
  | "stack"
  | "why"
  | "output"
  | "scenarios"
  | "compare"
  | "lab"
  | "problems"
  | "outline";

/** All that the panes have in common. There is one per page, made in `main.tsx`; tests make their own. */
export interface Playground {
  /** Questions about the text. */
  readonly language: LanguageClient;
  /** The thread that reads logs and runs patterns. */
  readonly engine: Port;
  /** The pattern's text as it stands in the editor. */
  readonly source: Signal<Source>;
  readonly log: Signal<LogFile | null>;
  /** Of the latest text that was examined. */
  readonly findings: Signal<Examined | null>;
  readonly diagnostics: ReadonlySignal<readonly Diagnostic[]>;
  readonly hasErrors: ReadonlySignal<boolean>;
  readonly watched: Signal<Watched>;
  readonly reveal: Signal<Reveal | null>;
  /** Which pane is in front, where several share a place and on narrow screens. */
  readonly front: Signal<Place>;
  /** What is said to those who listen: each step in a sentence. */
  readonly said: Signal<string>;
  /** What went wrong with the page itself or with a file: told in a line that can be closed. */
  readonly trouble: Signal<string | null>;
  /** The first screen stands; what it did not need may begin. */
  readonly drawn: Signal<boolean>;
  /** The first text in its colours, where they are known before the editor is there. */
  readonly coloured: Signal<readonly Coloured[] | null>;
}

export interface Threads {
  readonly language: Port & { readonly start: () => void };
  readonly engine: Port & { readonly start: () => void };
}

export function createPlayground({ language, engine }: Threads): Playground {
  const findings = signal<Examined | null>(null);
  const diagnostics = computed(() => findings.value?.diagnostics ?? []);
  return {
    language: new LanguageClient(language),
    engine,
    source: signal({ name: PATTERN_NAME, text: "" }),
    log: signal(null),
    findings,
    diagnostics,
    hasErrors: computed(() => diagnostics.value.some(({ severity }) => severity === "error")),
    watched: signal({ pattern: null, session: null, step: 0 }),
    reveal: signal(null),
    front: signal("editor"),
    said: signal(""),
    trouble: signal(null),
    drawn: signal(false),
    coloured: signal(null),
  };
}

export const PlaygroundContext = createContext<Playground | null>(null);

export function usePlayground(): Playground {
  const playground = useContext(PlaygroundContext);
  if (playground === null) throw new Error("no playground around this component");
  return playground;
}

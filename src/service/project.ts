import type { Load } from "../check/file.ts";
import type { Source } from "../diagnostic/diagnostic.ts";
import type { File } from "../syntax/tree.ts";
import { Document } from "./document.ts";
import type { Findings, PatternFindings } from "./findings.ts";
import { type Bound, bind } from "./names/bind.ts";

/** What the service asks of the world around it. */
export interface Host {
  /** The text behind `use "path"` in the source named `from`; null where there is none. */
  readonly load: Load;
  /** Other files that may use the ones that are open; only looked at for references and renaming. */
  readonly others?: () => readonly Source[];
}

interface Known {
  readonly files: readonly File[];
  readonly bound: Bound;
}

/** The texts that are open, with what is known of each. Nothing is read or resolved twice for one text. */
export class Project {
  private readonly host: Host;
  private readonly documents = new Map<string, Document>();
  /** Files that are not open, as they were read last. */
  private readonly closed = new Map<string, Document>();
  private readonly known = new Map<string, Known>();
  /** The latest in which nothing was lost, for names while something is. */
  private readonly whole = new Map<string, Bound>();
  private readonly patterns = new Map<string, Map<string, PatternFindings>>();

  constructor(host: Host) {
    this.host = host;
  }

  open(source: Source): void {
    const before = this.documents.get(source.name) ?? null;
    if (before?.source.text !== source.text)
      this.documents.set(source.name, new Document(source, before));
  }

  close(name: string): void {
    this.documents.delete(name);
    this.known.delete(name);
    this.whole.delete(name);
    this.patterns.delete(name);
  }

  get names(): readonly string[] {
    return [...this.documents.keys()];
  }

  document(name: string): Document | null {
    return this.documents.get(name) ?? null;
  }

  /** As `use` finds it: open texts before those on disk. */
  readonly load: Load = (path, from) => {
    const source = this.host.load(path, from);
    return source === null ? null : (this.documents.get(source.name)?.source ?? source);
  };

  /** Open, or read for others. */
  any(source: Source): Document {
    const open = this.documents.get(source.name);
    if (open !== undefined) return open;
    const before = this.closed.get(source.name);
    if (before?.source.text === source.text) return before;
    const document = new Document(source);
    this.closed.set(source.name, document);
    return document;
  }

  others(): readonly Document[] {
    return (this.host.others?.() ?? []).map((source) => this.any(source));
  }

  /** The files that a document uses, directly or not, each once, and itself last. */
  files(document: Document): readonly File[] {
    const files: File[] = [];
    const done = new Set<string>();
    const visit = ({ file, source }: Document): void => {
      done.add(source.name);
      for (const declaration of file.declarations) {
        if (declaration.kind !== "use") continue;
        const used = this.load(declaration.path.value, source.name);
        if (used !== null && !done.has(used.name)) visit(this.any(used));
      }
      files.push(file);
    };
    visit(document);
    return files;
  }

  bound(document: Document): Bound {
    const { name } = document.source;
    const files = this.files(document);
    const before = this.known.get(name);
    if (before !== undefined && sameFiles(before.files, files)) return before.bound;
    const bound = bind(files);
    this.known.set(name, { files, bound });
    if (document.file.lost.length === 0) this.whole.set(name, bound);
    return bound;
  }

  /** What was bound before something of the text was lost; null where nothing is. */
  boundBefore(document: Document): Bound | null {
    return document.file.lost.length === 0 ? null : (this.whole.get(document.source.name) ?? null);
  }

  /** Patterns keep what was proved of them until it is proved anew. */
  learn(name: string, { patterns }: Findings): void {
    const known = this.patterns.get(name) ?? new Map<string, PatternFindings>();
    for (const pattern of patterns) known.set(pattern.name, pattern);
    this.patterns.set(name, known);
  }

  proved(name: string, pattern: string): PatternFindings | null {
    return this.patterns.get(name)?.get(pattern) ?? null;
  }
}

const sameFiles = (left: readonly File[], right: readonly File[]): boolean =>
  left.length === right.length && left.every((file, at) => file === right[at]);

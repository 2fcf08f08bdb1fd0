import type { Connection } from "vscode-languageserver/node";
import type { LanguageService } from "../../service/service.ts";
import { diagnosticOf, type LinesOf } from "./convert.ts";
import type { Examiner } from "./examiner.ts";
import { uriOf } from "./names.ts";

/** A pause in typing. */
const PAUSE_MS = 150;

/** Tells the editor what is wrong with its texts, some time after each change; the latest text counts. */
export class Diagnosing {
  private readonly connection: Connection;
  private readonly service: LanguageService;
  private readonly examine: Examiner;
  private readonly linesOf: LinesOf;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Used files that are not open and were complained of, by the text that uses them. */
  private readonly beside = new Map<string, readonly string[]>();
  private readonly learned: () => void;

  constructor(
    connection: Connection,
    service: LanguageService,
    examine: Examiner,
    linesOf: LinesOf,
    learned: () => void,
  ) {
    this.connection = connection;
    this.service = service;
    this.examine = examine;
    this.linesOf = linesOf;
    this.learned = learned;
  }

  /** A text has changed: it, and those that use it, are looked at again. */
  changed(name: string, pause: number = PAUSE_MS): void {
    for (const one of this.service.names) {
      if (one !== name && !this.service.uses(one).includes(name)) continue;
      clearTimeout(this.timers.get(one));
      this.timers.set(
        one,
        setTimeout(() => void this.look(one), pause),
      );
    }
  }

  closed(name: string): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    for (const one of [name, ...(this.beside.get(name) ?? [])]) this.say(one, []);
    this.beside.delete(name);
  }

  private async look(name: string): Promise<void> {
    const text = this.service.text(name);
    if (text === null) return;
    const open = this.service.names.map((one) => ({
      name: one,
      text: this.service.text(one) ?? "",
    }));
    const findings = await this.examine({ main: { name, text }, open });
    this.service.learn({ name, text }, findings);
    this.learned();
    // Of an older text the places are no longer right; a newer examination is under way.
    if (this.service.text(name) !== text) return;
    const closed = findings.files.filter((file) => this.service.text(file) === null);
    const gone = (this.beside.get(name) ?? []).filter((file) => !closed.includes(file));
    this.beside.set(name, closed);
    for (const file of [name, ...closed]) {
      const own = findings.diagnostics.filter(({ primary }) => primary.span.source === file);
      this.say(file, own);
    }
    for (const file of gone) if (this.service.text(file) === null) this.say(file, []);
  }

  private say(name: string, found: readonly Parameters<typeof diagnosticOf>[0][]): void {
    const diagnostics = found.map((one) => diagnosticOf(one, this.linesOf));
    void this.connection.sendDiagnostics({ uri: uriOf(name), diagnostics });
  }
}

import { sayDuration } from "../simulator/disorder/wording.ts";
import type { Terminal } from "./terminal.ts";

/** How many seeds are done and how long the rest takes, on a terminal's standard error. */
export class SeedProgress {
  private readonly terminal: Terminal;
  private readonly count: number;
  private readonly began = Date.now();
  private done = 0;
  private shown = false;

  constructor(terminal: Terminal, count: number) {
    this.terminal = terminal;
    this.count = count;
    this.show("");
  }

  tell(): void {
    this.done++;
    const left = ((Date.now() - this.began) * (this.count - this.done)) / this.done;
    this.show(`, ${sayDuration(left)} left`);
  }

  end(): void {
    if (this.shown) this.terminal.note("\r\u001b[K");
  }

  private show(rest: string): void {
    if (!this.terminal.err.interactive) return;
    this.shown = true;
    this.terminal.note(`\r\u001b[K${this.done} of ${this.count} seeds${rest}`);
  }
}

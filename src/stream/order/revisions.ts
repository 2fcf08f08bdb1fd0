import type { Output } from "../../machine/output.ts";
import { outputLine } from "../../machine/render.ts";
import { compareText } from "../../machine/values/text.ts";
import type { HistoryState } from "../key-state.ts";

interface Revision {
  readonly rev: number;
  readonly time: number;
}

/** The revisions of one key's outputs (rule 36). What was said once and never changed is not kept here. */
export class Revisions {
  /** By id and occurrence: the revision that stands, or that it will have when it comes back. */
  private readonly known = new Map<string, Revision>();

  /** Outputs for the first time, or after they were taken back. */
  first(outputs: readonly Output[]): readonly Output[] {
    return [...named(outputs)].map(([name, output]) => ({ ...output, rev: this.revOf(name) }));
  }

  /** First, in the old order, what vanished; then, in the new order, what is new or has changed. */
  corrections(before: readonly Output[], now: readonly Output[]): readonly Output[] {
    const old = named(before);
    const fresh = named(now);
    const told: Output[] = [];
    for (const [name, output] of old) {
      if (fresh.has(name)) continue;
      const rev = this.revOf(name);
      told.push({ ...output, rev, retracted: true });
      this.known.set(name, { rev: rev + 1, time: output.time });
    }
    for (const [name, output] of fresh) {
      const previous = old.get(name);
      if (previous !== undefined) {
        if (outputLine(previous) === outputLine(output)) continue;
        this.known.set(name, { rev: this.revOf(name) + 1, time: output.time });
      }
      told.push({ ...output, rev: this.revOf(name) });
    }
    return told;
  }

  /** Nothing before `instant` changes any more. */
  settle(instant: number): void {
    for (const [name, { time }] of this.known) if (time < instant) this.known.delete(name);
  }

  save(): HistoryState["revisions"] {
    return [...this.known]
      .map(([name, { rev, time }]) => ({ name, rev, time }))
      .sort((a, b) => compareText(a.name, b.name));
  }

  restore(revisions: HistoryState["revisions"]): void {
    for (const { name, rev, time } of revisions) this.known.set(name, { rev, time });
  }

  private revOf(name: string): number {
    return this.known.get(name)?.rev ?? 0;
  }
}

/** By id; of equal ids, which event ids that come twice give, also by occurrence. */
function named(outputs: readonly Output[]): ReadonlyMap<string, Output> {
  const byName = new Map<string, Output>();
  for (const output of outputs) {
    let name = output.id;
    for (let again = 2; byName.has(name); again++) name = `${output.id} ${again}`;
    byName.set(name, output);
  }
  return byName;
}

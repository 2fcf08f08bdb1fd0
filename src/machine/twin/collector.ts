type Reference = string | number;

/** Writers of rule 28 while they are collected: in the order of stepping, each once. */
export class Causes {
  private readonly refs: Reference[] = [];
  private readonly orders: number[] = [];
  private count = 0;

  clear(): void {
    this.count = 0;
  }

  /** Begins with the trigger. */
  start(ref: Reference, order: number): void {
    this.refs[0] = ref;
    this.orders[0] = order;
    this.count = 1;
  }

  add(ref: Reference, order: number): void {
    const { refs, orders } = this;
    let at = this.count;
    while (at > 0 && orders[at - 1]! > order) at--;
    // An event is nearly always named again, and then beside itself.
    if (at > 0 && orders[at - 1] === order && refs[at - 1] === ref) return;
    for (let i = this.count; i > at; i--) {
      refs[i] = refs[i - 1]!;
      orders[i] = orders[i - 1]!;
    }
    refs[at] = ref;
    orders[at] = order;
    this.count++;
  }

  addAll(other: Causes): void {
    for (let i = 0; i < other.count; i++) this.add(other.refs[i]!, other.orders[i]!);
  }

  /** Each text once. */
  list(textOf: (ref: Reference) => string): readonly string[] {
    return [...new Set(this.refs.slice(0, this.count).map(textOf))];
  }

  /** The members of a JSON list, without the first and the last quote. Ids may come twice where a source repeats them. */
  json(insideOf: (ref: Reference) => string): string {
    const { refs, count } = this;
    let text = insideOf(refs[0]!);
    if (count <= 8) {
      for (let i = 1; i < count; i++)
        if (refs.indexOf(refs[i]!) === i) text += `","${insideOf(refs[i]!)}`;
      return text;
    }
    const seen = new Set<Reference>([refs[0]!]);
    for (let i = 1; i < count; i++) {
      const ref = refs[i]!;
      if (seen.has(ref)) continue;
      seen.add(ref);
      text += `","${insideOf(ref)}`;
    }
    return text;
  }
}

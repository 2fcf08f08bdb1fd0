import { components } from "../pushdown/components.ts";
import type { Rule } from "../pushdown/system.ts";
import { type Effect, pushes } from "./effect.ts";
import { type Head, type Move, type Occurrence, occurrenceOf, visibleIn } from "./head.ts";
import type { Layout, Place } from "./layout.ts";
import type { Candidate, Overflow } from "./selection.ts";
import type { Symbols } from "./symbols.ts";

const EVENT_COST = 4;
const TIMER_COST = 5;
const EXPIRY_COST = 1;

/** Writes the rules of the system. States with effects still to be had have control states of their own. */
export class Builder {
  readonly rules: Rule[] = [];
  readonly meaning: { occurrence: Occurrence | null; from: number; to: number }[] = [];
  readonly control: number[] = [];
  readonly ended = new Map<number, number>();
  readonly moves = new Map<number, Move[]>();
  controls = 0;
  private readonly layout: Layout;
  private readonly symbols: Symbols;
  private readonly overflow: Overflow | null;
  private readonly chains = new Map<string, number>();
  /** Where rules lead, by their head. */
  private readonly written = new Map<number, Set<number>>();
  private returning = -1;

  constructor(layout: Layout, symbols: Symbols, overflow: Overflow | null) {
    this.layout = layout;
    this.symbols = symbols;
    this.overflow = overflow;
  }

  /** Gives each state its control state. */
  placeStates(heads: readonly Head[], condense: boolean): void {
    const { places } = this.layout;
    const size = this.symbols.list.length;
    // For each pair of states, how many symbols a move is possible with.
    const reach = new Map<number, number>();
    for (const head of heads) {
      const { candidate, place, symbol } = head;
      if (!head.fires || candidate.effects.length > 0 || candidate.target === null) continue;
      const target = this.layout.placeOf.get(candidate.target)!.index;
      if (target === place.index) continue;
      const at = place.index * size + symbol;
      const moves = this.moves.get(at);
      if (moves === undefined) this.moves.set(at, [{ target, head }]);
      else if (moves.some((move) => move.target === target)) continue;
      else moves.push({ target, head });
      const pair = place.index * places.length + target;
      reach.set(pair, (reach.get(pair) ?? 0) + 1);
    }
    const free: number[][] = places.map(() => []);
    for (const [pair, count] of reach) {
      const from = Math.floor(pair / places.length);
      if (condense && count === visibleIn(places[from]!, this.symbols).length) {
        free[from]!.push(pair % places.length);
      }
    }
    this.control.push(...components(places.length, (state) => free[state]!));
    this.controls = this.control.reduce((most, c) => Math.max(most, c + 1), 0);
    const done = new Set<number>();
    for (const place of places) {
      const control = this.control[place.index]!;
      if (!done.has(control)) this.addSkips(control, place.part === null);
      done.add(control);
    }
  }

  addHead(head: Head): void {
    const { candidate, place, symbol } = head;
    const target = this.target(candidate, place);
    const cost = candidate.timed ? TIMER_COST : EVENT_COST;
    const from = this.control[place.index]!;
    const taken: Taken = { occurrence: occurrenceOf(head, false), from: place.index };
    this.addEffects(from, symbol, candidate.effects, target, place.part === null, cost, taken);
    if (!this.canOverflow(candidate, symbol)) return;
    const instead = this.overflow!.candidate;
    const into = this.chain(instead.effects, this.target(instead, place), true);
    const overflowing: Taken = { occurrence: occurrenceOf(head, true), from: place.index };
    this.add(from, symbol, into, [symbol], cost, overflowing, this.stateOf(into, instead));
  }

  /** Where `return` goes on: down to the address, and out through it. */
  addReturns(): void {
    if (this.returning < 0) return;
    const out = this.controls++;
    this.symbols.list.forEach((meaning, top) => {
      if (meaning.is === "frame") this.add(this.returning, top, this.returning, [], 0, SILENT, -1);
      else if (meaning.is === "address") this.add(this.returning, top, out, [], 0, SILENT, -1);
      else if (meaning.is === "return") {
        const state = this.layout.placeOf.get(meaning.back)!.index;
        this.add(out, top, this.control[state]!, [], 0, SILENT, state);
      }
    });
  }

  private canOverflow(candidate: Candidate, symbol: number): boolean {
    if (this.overflow === null) return false;
    const count = pushes(candidate.effects);
    if (count === 0) return false;
    const empty = this.symbols.reads(symbol).every((top) => top === null);
    return !empty || count > this.overflow.limit;
  }

  private target(candidate: Candidate, place: Place): number {
    if (candidate.target === null) return place.index;
    return this.layout.placeOf.get(candidate.target)!.index;
  }

  /** The control state in which effects are still to be had before the target is entered. */
  private chain(effects: readonly Effect[], target: number, outside: boolean): number {
    if (effects.length === 0) return this.control[target]!;
    if (effects[0]!.do === "endSession") {
      const known = this.ended.get(target);
      if (known !== undefined) return known;
      this.ended.set(target, this.controls);
      this.addSkips(this.controls, outside);
      return this.controls++;
    }
    const key = JSON.stringify([target, outside, effects]);
    const known = this.chains.get(key);
    if (known !== undefined) return known;
    const control = this.controls++;
    this.chains.set(key, control);
    this.addSkips(control, outside);
    this.symbols.list.forEach((meaning, symbol) => {
      const skipped = meaning.is === "address" && outside;
      if (meaning.is === "return" || skipped) return;
      if (meaning.is === "frame" && meaning.covered) return;
      this.addEffects(control, symbol, effects, target, outside, 0, SILENT);
    });
    return control;
  }

  /** Rules for the first of several effects; the others follow in control states of their own. */
  private addEffects(
    from: number,
    top: number,
    effects: readonly Effect[],
    target: number,
    outside: boolean,
    cost: number,
    taken: Taken,
  ): void {
    const [effect, ...rest] = effects;
    const frame = this.symbols.list[top]!.is === "frame";
    const add = (to: number, push: readonly number[]) => {
      const arrives = to === this.control[target] ? target : -1;
      this.add(from, top, to, push, cost, taken, arrives);
    };
    const next = () => this.chain(rest, target, outside);
    if (effect === undefined || effect.do === "endSession") {
      const to =
        effect === undefined ? this.control[target]! : this.chain(effects, target, outside);
      // Within one control state nothing changes.
      if (to !== from) add(to, [top]);
    } else if (effect.do === "push" || effect.do === "replace") {
      const pushed = this.symbols.frame.get(effect.kind)!;
      const under = this.symbols.cover(top);
      add(next(), effect.do === "replace" && frame ? [pushed] : [pushed, under]);
    } else if (effect.do === "pop") {
      if (frame) add(next(), []);
    } else if (effect.do === "clear") {
      if (frame) add(this.chain(effects, target, outside), []);
      else add(next(), [top]);
    } else if (effect.do === "return") {
      if (this.returning < 0) this.returning = this.controls++;
      add(this.returning, [top]);
    } else if (effect.do === "call") {
      this.addCall(from, top, effect, cost, taken);
    }
  }

  private addCall(
    from: number,
    top: number,
    call: Extract<Effect, { do: "call" }>,
    cost: number,
    taken: Taken,
  ): void {
    const address = this.symbols.addressOn(top);
    const below = this.symbols.returns.get(call.back)!;
    const part = this.layout.automaton.groups.find((group) => group.name === call.part)!;
    const entry = this.layout.placeOf.get(part.start!)!.index;
    const key = `call ${entry} ${address}`;
    let between = this.chains.get(key);
    if (between === undefined) {
      between = this.controls++;
      this.chains.set(key, between);
      for (const below of this.symbols.returns.values()) {
        this.add(between, below, this.control[entry]!, [address, below], 0, SILENT, entry);
      }
    }
    const push = [below, this.symbols.cover(top)];
    this.add(from, top, between, push, cost, taken, -1);
  }

  /** What may be gone is skipped where it is uppermost. */
  private addSkips(control: number, outside: boolean): void {
    this.symbols.list.forEach((meaning, top) => {
      if (meaning.is === "frame" && meaning.covered) {
        const seen = this.symbols.frame.get(meaning.kind)!;
        this.add(control, top, control, [seen], 0, SILENT, -1);
        this.add(control, top, control, [], 0, SILENT, -1);
      } else if (meaning.is === "frame" && this.symbols.expires(top)) {
        const occurrence: Occurrence = { by: "expiry", kind: meaning.kind };
        this.add(control, top, control, [], EXPIRY_COST, { occurrence, from: -1 }, -1);
      } else if (outside && (meaning.is === "address" || meaning.is === "return")) {
        this.add(control, top, control, [], 0, SILENT, -1);
      }
    });
  }

  private stateOf(control: number, candidate: Candidate): number {
    const state = this.layout.placeOf.get(candidate.target!)!.index;
    return control === this.control[state] ? state : -1;
  }

  /** `state`: the one that the rule enters; -1: none. */
  private add(
    from: number,
    top: number,
    to: number,
    push: readonly number[],
    cost: number,
    taken: Taken,
    state: number,
  ): void {
    const size = this.symbols.list.length + 1;
    const upper = push.length > 0 ? push[0]! + 1 : 0;
    const under = push.length > 1 ? push[1]! + 1 : 0;
    const head = from * size + top;
    const outcome = (to * size + upper) * size + under;
    const known = this.written.get(head);
    if (known === undefined) this.written.set(head, new Set([outcome]));
    else if (known.has(outcome)) return;
    else known.add(outcome);
    this.rules.push({ from, top, to, push, label: this.rules.length, cost });
    this.meaning.push({ occurrence: taken.occurrence, from: taken.from, to: state });
  }
}

/** What a rule stands for, and the state it is taken in (-1: none). */
interface Taken {
  readonly occurrence: Occurrence | null;
  readonly from: number;
}

const SILENT: Taken = { occurrence: null, from: -1 };

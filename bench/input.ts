import type { Event } from "../src/machine/event.ts";
import { randomBelow } from "./random.ts";

export type PatternName = "search-attribution" | "temperature-jump" | "page-back";

const START = 1_704_067_200_000;
/** Between two events of a key, on average. */
const MEAN_GAP = 600_000;

/** Keys apart in the order in which sessions begin, so that none is beside the one before: no factor of any size. */
const STRIDE = 7_919_317;

/** A text as a reader makes it of bytes: not put together of others. */
const flat = (text: string): string => Buffer.from(text).toString("latin1");

/**
 * Makes batches of events, one after the other in time: each key once, then uniformly random keys. As from a reader,
 * every event has texts of its own, its key among them, which whoever looks it up has to hash and to compare.
 */
export class Input {
  private readonly pattern: PatternName;
  private readonly sessions: number;
  private readonly random = randomBelow(7);
  private made = 0;

  constructor(pattern: PatternName, sessions: number) {
    this.pattern = pattern;
    this.sessions = sessions;
  }

  batch(size: number): Event[] {
    return Array.from({ length: size }, () => this.event());
  }

  private event(): Event {
    const { sessions, random } = this;
    const number = ++this.made;
    const session = number <= sessions ? (number * STRIDE) % sessions : random(sessions);
    const key = flat(`u${String((session * STRIDE) % 1_000_000_007).padStart(15, "0")}`);
    const time = START + Math.floor((number * MEAN_GAP) / sessions);
    const [name, fields] = this.content();
    const id = flat(`log.ndjson#${number}`);
    return { key, time, name, fields, id, members: () => [] };
  }

  private content(): [string, Event["fields"]] {
    const { random } = this;
    const draw = random(100);
    if (this.pattern === "temperature-jump") return ["reading", { celsius: random(60) / 4 + 10 }];
    if (this.pattern === "page-back")
      return draw < 65 ? ["open", { page: flat(`/shoes/red/${100 + random(900)}`) }] : ["back", {}];
    if (draw < 30) return ["search", { term: flat(`running sh${10 + random(90)}`) }];
    const product = flat(`product-${1000 + random(9000)}`);
    if (draw < 75) return ["view", { product }];
    return draw < 90 ? ["cart", { product }] : ["purchase", { product, amount: 995 }];
  }
}

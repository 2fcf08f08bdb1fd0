import type { Event } from "../src/machine/event.ts";
import { randomBelow } from "./random.ts";

export type PatternName = "search-attribution" | "temperature-jump" | "page-back";

const START = 1_704_067_200_000;
/** Between two events of a key, on average. */
const MEAN_GAP = 600_000;

/** Makes batches of events of uniformly random keys, one after the other in time. */
export class Input {
  private readonly pattern: PatternName;
  private readonly keys: readonly string[];
  private readonly random = randomBelow(7);
  private made = 0;

  constructor(pattern: PatternName, sessions: number) {
    this.pattern = pattern;
    // Sixteen characters, flat.
    this.keys = Array.from({ length: sessions }, (_, i) =>
      Buffer.from(`u${String((i * 7_919_317) % 1_000_000_007).padStart(15, "0")}`).toString(
        "latin1",
      ),
    );
  }

  batch(size: number): Event[] {
    return Array.from({ length: size }, () => this.event());
  }

  private event(): Event {
    const { keys, random } = this;
    const number = ++this.made;
    const key = keys[random(keys.length)]!;
    const time = START + Math.floor((number * MEAN_GAP) / keys.length);
    const [name, fields] = this.content();
    const id = Buffer.from(`log.ndjson#${number}`).toString("latin1");
    return { key, time, name, fields, id, members: () => [] };
  }

  private content(): [string, Event["fields"]] {
    const { random } = this;
    const draw = random(100);
    if (this.pattern === "temperature-jump") return ["reading", { celsius: random(60) / 4 + 10 }];
    if (this.pattern === "page-back")
      return draw < 65 ? ["open", { page: `/shoes/red/${100 + random(900)}` }] : ["back", {}];
    if (draw < 30) return ["search", { term: `running sh${10 + random(90)}` }];
    const product = `product-${1000 + random(9000)}`;
    if (draw < 75) return ["view", { product }];
    return draw < 90 ? ["cart", { product }] : ["purchase", { product, amount: 995 }];
  }
}

import { describe, expect, it } from "vitest";
import { scripted } from "../../src/worker/model/faults.ts";
import { modelKafka } from "../../src/worker/model/kafka.ts";
import { virtualTime } from "../../src/worker/model/time.ts";
import { scenarios } from "../kafka/scenarios/all.ts";
import { World } from "../kafka/scenarios/world.ts";

const START_MS = Date.UTC(2025, 0, 1);

/** The same scenarios as on a real broker, with the same outcome. */
for (const [group, members] of Object.entries(scenarios)) {
  describe(group, () => {
    for (const { name, run, tells } of members) {
      it(name, async () => {
        const time = virtualTime(START_MS);
        const script = scripted();
        const kafka = modelKafka(time, script);
        const { transport, clock } = kafka.host("a");
        const world = new World({
          transport,
          sleep: clock.sleep,
          lose: (request) => script.next(request, "unheard"),
          fresh: (short) => short,
          async compacted(of) {
            const log = kafka.state.log(of);
            log.compact(log.end, time.nowMs(), 3_600_000);
          },
        });
        await time.until(run(world));
        const id = (line: string) => line.replace(/\bid:/, "ID:");
        expect(world.lines.map(id)).toEqual(tells);
      });
    }
  });
}

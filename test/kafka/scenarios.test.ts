import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wallClock } from "../../src/worker/clock.ts";
import type { Transport } from "../../src/worker/transport.ts";
import { API, forgetful, fresh, records, transportTo } from "./broker.ts";
import { scenarios } from "./scenarios/all.ts";
import { World } from "./scenarios/world.ts";

const sockets = forgetful();
let transport: Transport;
beforeAll(() => {
  transport = transportTo({ socketFactory: sockets.factory, requestTimeoutMs: 1_500 });
});
afterAll(() => transport.close());

for (const [group, members] of Object.entries(scenarios)) {
  describe(group, () => {
    for (const { name, run, tells } of members) {
      it(name, async () => {
        const world = new World({
          transport,
          sleep: wallClock.sleep,
          lose: (request) => sockets.lose(API[request]),
          fresh,
          async compacted(of, most) {
            const all = () => records(transport, of, "uncommitted");
            await expect
              .poll(async () => (await all()).length, { timeout: 60_000, interval: 250 })
              .toBeLessThanOrEqual(most);
          },
        });
        await run(world);
        const id = (line: string) => line.replace(/id-[0-9a-f]{8}/, "ID");
        expect(world.lines.map(id)).toEqual(tells);
      });
    }
  });
}

import { writeSync } from "node:fs";
import { wallClock } from "../../../src/worker/clock.ts";
import { kafkaTransport } from "../../../src/worker/kafkajs/transport.ts";
import { startWorker } from "../../../src/worker/worker.ts";
import { KILLED_OPTIONS, killedParts } from "./setting.ts";

/** A worker as a process that may be killed. Each change of phase is out before what it announces begins. */
const [brokers = "", app = ""] = process.argv.slice(2);
const transport = kafkaTransport(
  { brokers: brokers.split(","), requestTimeoutMs: 4_000, patienceMs: 20_000 },
  wallClock,
);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const worker = startWorker(
  { ...KILLED_OPTIONS, app },
  {
    ...killedParts(app),
    transport,
    news: {
      tell(news) {
        if (news.kind === "phase") say(`phase ${news.task} ${news.phase}`);
        else if (news.kind === "failed") say(`failed ${news.task} ${news.failure} ${news.message}`);
        else if (news.kind === "stopped") say(`stopped ${news.task} ${news.stop.message}`);
        else if (news.kind === "closed") say(`phase ${news.task} closed`);
        else if (news.kind === "opened") say(`opened ${news.task} ${news.epoch}`);
        else if (news.kind === "outside the group") say(`outside ${news.message}`);
        else if (news.kind === "assigned") say(`assigned ${news.generation} ${news.tasks}`);
        else if (news.kind === "revoked") say(`revoked ${news.generation} lost ${news.lost}`);
      },
    },
  },
);
process.on("SIGTERM", () => void worker.stop());
worker.ended.then(async (end) => {
  say(`ended ${end.kind}`);
  await transport.close();
  process.exit(end.kind === "asked" ? 0 : 3);
});

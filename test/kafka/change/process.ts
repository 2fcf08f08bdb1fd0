import { writeSync } from "node:fs";
import { wallClock } from "../../../src/worker/clock.ts";
import { announce } from "../../../src/worker/control/announce.ts";
import { kafkaTransport } from "../../../src/worker/kafkajs/transport.ts";
import { deadWriter } from "../../../src/worker/records/dead-messages.ts";
import { startWorker } from "../../../src/worker/worker.ts";
import { killedAt, type Point } from "../../worker/change/crash.ts";
import { equipWith, programTo, stepOf } from "../../worker/change/patterns.ts";
import { announcingOf, optionsOf, outputOf, PATTERNS, type PatternName } from "./setting.ts";

/**
 * A process that kills itself, as by kill -9, where it is told to: a worker with a pattern, or an operator who
 * announces a change from one pattern to another.
 */
const [brokers = "", app = "", ...names] = process.argv.slice(2);
const [own, to] = names.map((name) => PATTERNS[name as PatternName]);
const transport = kafkaTransport(
  { brokers: brokers.split(","), requestTimeoutMs: 4_000, patienceMs: 20_000 },
  wallClock,
);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

let armed: Point | null = null;
const dying = killedAt((here) => here === armed, transport, {
  kill: () => process.kill(process.pid, "SIGKILL"),
});

const worker = (): void => {
  const running = startWorker(optionsOf(app), {
    ...programTo(outputOf(app), [own!]),
    equip: equipWith(outputOf(app)),
    ...{ transport: dying, clock: wallClock, outputTopics: [outputOf(app)] },
    dead: deadWriter({ application: app }),
    news: {
      tell(news) {
        if (news.kind === "opened") say(`opened ${news.task}`);
        else if (news.kind === "closed") say(`closed ${news.task}`);
        else if (news.kind === "change waits") say(`waits ${news.number}: ${news.why}`);
        else if (news.kind === "stopped") say(`stopped ${news.task}: ${news.stop.message}`);
      },
    },
  });
  process.on("SIGTERM", () => void running.stop());
  running.ended.then(async (end) => {
    if (end.kind !== "asked") say(`stopped: ${end.stop.message}`);
    await transport.close();
    process.exit(end.kind === "asked" ? 0 : 3);
  });
};

process.on("message", (point: Point) => {
  armed = point;
  say("armed");
});
if (to === undefined) worker();
else
  process.once("message", () => {
    const parts = { transport: dying, clock: wallClock };
    announce(parts, [stepOf(own!, to)], announcingOf(app)).then(({ kind }) => say(`is ${kind}`));
  });

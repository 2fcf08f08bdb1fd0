import { batch, effect } from "@preact/signals";
import { expect, it, vi } from "vitest";
import { Answers } from "../../../playground/engine/answers.ts";
import type { Request } from "../../../playground/engine/questions.ts";
import type { Port } from "../../../playground/port.ts";
import { createPlayground, type Playground } from "../../../playground/state.ts";
import { createWatching, goTo, watchAll } from "../../../playground/watch/watching.ts";

const text = `events shop { key visitor time timestamp event view { product: text } }
pattern views on shop { session gap 1h emits seen { product: text } start a state a { on view -> a { emit seen { product } } } }
`;
const log = Array.from(
  { length: 20 },
  (_, i) => `{"visitor":"v","timestamp":${i * 1000},"type":"view","product":"p"}\n`,
);

/** A thread in this one, which keeps what it is asked and answers after `turn`. */
function thread(asked: string[], turn: () => Promise<void>): Port {
  const answers = new Answers(() => {});
  let hear: (event: MessageEvent) => void = () => {};
  return {
    addEventListener: (_, listener) => {
      hear = listener;
    },
    postMessage: async (message) => {
      const { id, question, asked: with_ } = message as Request;
      asked.push(question);
      await turn();
      const method: (...asked: never[]) => unknown = answers[question];
      hear(
        new MessageEvent("message", {
          data: { id, answer: await method.apply(answers, with_ as never[]) },
        }),
      );
    },
  };
}

/** As from the gallery, a link or a log that a text was drawn from. */
const take = ({ source, log }: Playground, text: string, lines: readonly string[]): void =>
  batch(() => {
    log.value = { name: "other.ndjson", bytes: new Blob([...lines]), origin: "own" };
    source.value = { name: "pattern.pda", text };
  });

/** A page that has run the log; `asked` fills with what its thread is asked from then on. */
async function page(turn = () => Promise.resolve()) {
  const asked: string[] = [];
  const start = () => {};
  const playground = createPlayground({
    language: { addEventListener: () => {}, postMessage: () => {}, start },
    engine: { ...thread(asked, turn), start },
  });
  const watching = createWatching(playground);
  playground.source.value = { name: "pattern.pda", text };
  playground.log.value = { name: "log.ndjson", bytes: new Blob(log), origin: "own" };
  const stop = watchAll(watching);
  await expect.poll(() => watching.moment.value?.step, { timeout: 60_000 }).toBe(0);
  asked.length = 0;
  return { playground, watching, asked, stop };
}

it("asks for a session once, however many steps are taken through it", async () => {
  const { watching, asked, stop } = await page();
  for (const step of [1, 2, 12]) {
    goTo(watching, step);
    await expect.poll(() => watching.moment.value?.step, { timeout: 60_000 }).toBe(step);
  }
  expect(asked).toEqual(["moment", "moment", "moment"]);
  stop();
});

it("shows some of the steps that are played faster than the thread answers, and the last", async () => {
  const turns: (() => void)[] = [];
  let slow = false;
  const turn = () =>
    slow ? new Promise<void>((resolve) => void turns.push(resolve)) : Promise.resolve();
  const { watching, asked, stop } = await page(turn);
  const shown: (number | undefined)[] = [];
  const look = effect(() => void shown.push(watching.moment.value?.step));
  slow = true;
  for (let step = 1; step <= 12; step++) {
    goTo(watching, step);
    if (step % 5 !== 0) continue;
    const answered = turns.shift()!;
    answered();
    await expect.poll(() => turns.length, { timeout: 60_000 }).toBe(1);
  }
  slow = false;
  turns.shift()!();
  await expect.poll(() => watching.moment.value?.step, { timeout: 60_000 }).toBe(12);
  expect(shown).toEqual([0, 1, 5, 10, 12]);
  expect(asked).toEqual(["moment", "moment", "moment", "moment"]);
  look();
  stop();
});

it("does not cover an answer with the moment that was told before it", async () => {
  const { playground, watching, stop } = await page();
  expect(playground.said.value).toMatch(/^Before the first of /);
  const before = watching.moment.value;
  playground.said.value = "Nothing to rename here";
  playground.source.value = { name: "pattern.pda", text: `${text}// the same pattern\n` };
  await expect.poll(() => watching.moment.value !== before, { timeout: 60_000 }).toBe(true);
  expect(playground.said.value).toBe("Nothing to rename here");
  goTo(watching, 1);
  await expect.poll(() => playground.said.value, { timeout: 60_000 }).toMatch(/^Step 1 of /);
  stop();
});

it("reads a log that came with a text once, by that text", async () => {
  const { playground, watching, asked, stop } = await page();
  const other = log.map((line) => line.replaceAll("view", "look"));
  take(playground, text.replaceAll("view ", "look "), other);
  await expect.poll(() => watching.summary.value?.lines, { timeout: 60_000 }).toBe(20);
  expect(asked.filter((question) => question === "run")).toEqual(["run"]);
  stop();
});

it("lets a log wait while the text has no pattern, and reads it as soon as there is one", async () => {
  const { playground, watching, asked, stop } = await page();
  playground.source.value = { name: "pattern.pda", text: "// nothing yet\n" };
  await expect.poll(() => watching.phase.value.is, { timeout: 60_000 }).toBe("waiting");
  expect([watching.summary.value, watching.session.value, watching.moment.value]).toEqual([
    ...[null, null, null],
  ]);
  playground.source.value = { name: "pattern.pda", text };
  await expect.poll(() => watching.phase.value.is, { timeout: 60_000 }).toBe("done");
  await expect.poll(() => watching.moment.value?.step, { timeout: 60_000 }).toBe(0);
  expect(asked.filter((question) => question === "run")).toEqual(["run"]);
  stop();
});

it("does not show a log that was removed while it was read", async () => {
  const { playground, watching, stop } = await page();
  const ask = vi.spyOn(watching.engine, "ask");
  playground.log.value = { name: "other.ndjson", bytes: new Blob(log), origin: "own" };
  expect(watching.phase.value.is).toBe("running");
  playground.log.value = null;
  await Promise.all(ask.mock.results.map(({ value }) => value));
  expect(ask.mock.calls.map(([question]) => question)).toContain("run");
  expect(watching.phase.value.is).toBe("empty");
  expect(watching.summary.value).toBeNull();
  stop();
});

it("reads a log that came with a broken text by the text before", async () => {
  const { playground, watching, stop } = await page();
  const before = watching.summary.value;
  take(playground, "pattern", log);
  await expect.poll(() => watching.phase.value.is, { timeout: 60_000 }).toBe("done");
  await expect.poll(() => watching.summary.value, { timeout: 60_000 }).toBeTruthy();
  expect(watching.summary.value).not.toBe(before);
  expect(watching.stale.value).toBeGreaterThan(0);
  stop();
});

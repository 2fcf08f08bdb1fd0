import type { Source } from "../../src/diagnostic/diagnostic.ts";
import { Later } from "../later/later.ts";
import type { Port } from "../port.ts";
import { Answers } from "./answers.ts";
import type { Question, Reply, Request } from "./questions.ts";

/** Reads logs and runs patterns in a thread of its own. */
export function serveEngine(port: Port): void {
  const send = (reply: Reply): void => port.postMessage(reply);
  const answers = new Answers(
    (progress) => send({ progress }),
    (seeds) => send({ seeds }),
    (searched) => send({ searched }),
  );
  const later = new Later();
  port.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
    const { id, question, asked } = data;
    try {
      const [source] = asked;
      if (question === "compile" && isSource(source)) await later.loadFor(source.text);
      send({ id, answer: await answer(answers, question, asked) });
    } catch (error) {
      send({ id, broken: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** Both ends are of one build: what is asked fits what is answered. */
function answer(answers: Answers, question: Question, asked: readonly unknown[]): unknown {
  const method: (...asked: never[]) => unknown = answers[question];
  return method.apply(answers, asked as never[]);
}

const isSource = (asked: unknown): asked is Source =>
  typeof asked === "object" && asked !== null && "text" in asked && typeof asked.text === "string";

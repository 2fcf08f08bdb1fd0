import { Later } from "../later/later.ts";
import type { Port } from "../port.ts";
import { Answers } from "./answers.ts";
import type { Reply, Request } from "./questions.ts";

/** Answers an editor's questions in a thread of its own, one after the other. */
export function serveLanguage(port: Port): void {
  const answers = new Answers();
  const later = new Later();
  let last: Promise<unknown> = Promise.resolve();
  const answer = async ({ id, text, question, asked }: Request): Promise<Reply> => {
    try {
      if (text !== null) {
        await later.loadFor(text);
        answers.open(text);
      }
      return { id, answer: await answers.answer(question, asked) };
    } catch (error) {
      return { id, broken: error instanceof Error ? error.message : String(error) };
    }
  };
  port.addEventListener("message", ({ data }: MessageEvent<Request>) => {
    last = last.then(async () => port.postMessage(await answer(data)));
  });
}

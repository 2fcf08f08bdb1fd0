import type { EarlyAnswers } from "../opening/early-answers.ts";
import type { Port } from "../port.ts";
import type { Progress } from "./meter.ts";
import type { Answer, Asked, Question, Reply, Request } from "./questions.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of the thread that reads logs and runs patterns. */
export class EngineClient {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  readonly #early: EarlyAnswers;
  /** Whoever asks for reasons hears here how far the search for them is. */
  searched: (part: number) => void = () => {};

  constructor(
    port: Port,
    progress: (progress: Progress) => void = () => {},
    seeds: (done: number) => void = () => {},
    early: EarlyAnswers = {},
  ) {
    this.#port = port;
    this.#early = early;
    port.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      if ("progress" in data) {
        progress(data.progress);
        return;
      }
      if ("seeds" in data) {
        seeds(data.seeds);
        return;
      }
      if ("searched" in data) {
        this.searched(data.searched);
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("broken" in data) waiting?.reject(new Error(data.broken));
      else waiting?.resolve(data.answer);
    });
  }

  async ask<Q extends Question>(question: Q, ...asked: Asked<Q>): Promise<Answer<Q>> {
    const id = this.#next++;
    const request: Request = { id, question, asked };
    const early: ((...asked: Asked<Q>) => Answer<Q> | undefined) | undefined =
      this.#early[question];
    const known = early?.(...asked);
    if (known !== undefined) {
      this.#port.postMessage(request);
      return known;
    }
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage(request);
    });
    return answer as Answer<Q>;
  }
}

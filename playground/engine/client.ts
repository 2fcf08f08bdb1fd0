import { type Early, NOTHING_EARLY } from "../opening/early-answers.ts";
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
  readonly #early: Early;
  /** Questions that were answered early and that the thread has still to see. */
  #behind = 0;
  #repeated: Promise<unknown> = Promise.resolve();
  /** Whoever asks for reasons hears here how far the search for them is. */
  searched: (part: number) => void = () => {};

  constructor(
    port: Port,
    progress: (progress: Progress) => void = () => {},
    seeds: (done: number) => void = () => {},
    early: Early = NOTHING_EARLY,
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

  /**
   * What has an answer already is told at once; the thread is asked it all the same, one question after the other, and
   * before whatever has none.
   */
  async ask<Q extends Question>(question: Q, ...asked: Asked<Q>): Promise<Answer<Q>> {
    const early: ((...asked: Asked<Q>) => Answer<Q> | undefined) | undefined =
      this.#early.answers[question];
    const known = early?.(...asked);
    if (known !== undefined) {
      const more = question === "compile" ? [this.#early.automata] : [];
      this.#behind++;
      this.#repeated = this.#repeated
        .then(() => this.#send(question, [...asked, ...more]))
        .catch(() => {})
        .finally(() => this.#behind--);
      return known;
    }
    if (this.#behind > 0) await this.#repeated;
    return (await this.#send(question, asked)) as Answer<Q>;
  }

  #send(question: Question, asked: readonly unknown[]): Promise<unknown> {
    const id = this.#next++;
    const request: Request = { id, question, asked };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage(request);
    });
  }
}

import { LanguageService } from "../../src/service/service.ts";
import { loadWriting } from "../later/service.ts";
import { PATTERN_NAME } from "../names.ts";
import type { Question, Questions } from "./questions.ts";

/** The service behind the questions: one text, and nothing to `use` beside it. */
export class Answers {
  readonly #service = new LanguageService({ load: () => null });
  readonly #answers: Questions;
  #loaded: Promise<void> | null = null;

  constructor() {
    const service = this.#service;
    const name = PATTERN_NAME;
    this.#answers = {
      examine: () => service.examine(name),
      complete: async (offset) => {
        await this.#writing();
        return service.complete(name, offset);
      },
      hover: async (offset) => {
        await this.#writing();
        return service.hover(name, offset);
      },
      signature: async (offset) => {
        await this.#writing();
        return service.signature(name, offset);
      },
      definitions: (offset) => service.definitions(name, offset),
      highlights: (offset) => service.highlights(name, offset),
      renamable: async (offset) => {
        await this.#writing();
        return service.renamable(name, offset);
      },
      rename: async (offset, to) => {
        await this.#writing();
        return service.rename(name, offset, to);
      },
      fixes: (start, end) => service.fixes(name, start, end),
      outline: () => service.outline(name),
      folds: () => service.folds(name),
      format: async () => {
        await this.#writing();
        return service.format(name);
      },
      hints: () => service.hints(name),
      tokens: () => service.tokens(name),
      // Needed once in a while: fetched then.
      fromLog: async (name, log) => (await import("./draft.ts")).draft(name, log),
    };
  }

  open(text: string): void {
    this.#service.open({ name: PATTERN_NAME, text });
  }

  #writing(): Promise<void> {
    this.#loaded ??= loadWriting();
    return this.#loaded;
  }

  answer(question: Question, asked: readonly unknown[]): unknown {
    return Reflect.apply(this.#answers[question], null, asked);
  }
}

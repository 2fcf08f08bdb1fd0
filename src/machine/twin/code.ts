/** Program text as it grows, and constants that it refers to by number. */

/** Names in generated code are ours alone: a letter or two and a number. */
export class Code {
  private readonly lines: string[] = [];
  readonly names: { last: number };
  /** Whether some line may throw a StepFailure (rule 16). */
  fails = false;

  constructor(names: { last: number }) {
    this.names = names;
  }

  fresh(prefix: string): string {
    return `${prefix}${++this.names.last}`;
  }

  add(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  /** A constant holding an expression. */
  hold(expression: string, prefix = "t"): string {
    const name = this.fresh(prefix);
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }

  /** Statements in a block of their own. */
  block(head: string, inside: () => void, tail = ""): void {
    this.lines.push(`${head} {`);
    inside();
    this.lines.push(`}${tail}`);
  }

  fail(condition: string, reason: string): void {
    this.fails = true;
    this.lines.push(`if (${condition}) fail(${reason});`);
  }

  toString(): string {
    return this.lines.join("\n");
  }
}

/**
 * Everything that a pattern spells goes here and is written into the program once, as JSON in a list:
 * code refers to it by number, so that no name or text can become code.
 */
export class Constants {
  private readonly numbers = new Map<string, number>();

  /** The name of a constant of plain JSON. */
  of(value: unknown): string {
    const json = JSON.stringify(value);
    let number = this.numbers.get(json);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(json, number);
    }
    return `k${number}`;
  }

  /** Their declaration. JSON is read as JSON, so that `__proto__` is a member like any other. */
  declaration(): string {
    if (this.numbers.size === 0) return "";
    const names = [...this.numbers.values()].map((number) => `k${number}`);
    const list = `[${[...this.numbers.keys()].join(",")}]`;
    return `const [${names.join(",")}] = JSON.parse(${quoted(list)});`;
  }
}

/** A text that is put together while a program runs: what is known beforehand stands together. */
export class Pieces {
  private readonly constants: Constants;
  private readonly parts: string[] = [];
  private known = "";

  constructor(constants: Constants) {
    this.constants = constants;
  }

  text(known: string): this {
    this.known += known;
    return this;
  }

  /** An expression that gives a text. */
  js(...expressions: readonly string[]): this {
    for (const expression of expressions) {
      this.keep();
      this.parts.push(expression);
    }
    return this;
  }

  /** The sum so far as an expression; what comes is another one. */
  take(): string {
    this.keep();
    return this.parts.splice(0).join(" + ");
  }

  get empty(): boolean {
    return this.known === "" && this.parts.length === 0;
  }

  private keep(): void {
    if (this.known !== "") this.parts.push(this.constants.of(this.known));
    this.known = "";
  }
}

/** A literal of a text that is safe in every place a script may stand, old engines and pages included. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u2028\u2029<>]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

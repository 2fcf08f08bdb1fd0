import type { Page } from "playwright-core";
import { expect } from "vitest";

/** A person without a pointer: every key is followed by a look at where the focus is. */
export class Hands {
  readonly page: Page;
  /** What had the focus, one after the other; told where a way is not found. */
  readonly #stops: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.see();
    }
  }

  /** The focus is somewhere, in sight, and marked; also some time after what was done last. */
  async see(): Promise<void> {
    const told = expect.poll(() => this.page.evaluate<string>(FOCUS), {
      message: `the focus, after ${this.#stops.slice(-3).join(", ")}`,
    });
    await told.not.toMatch(/^(lost|out of sight|unmarked)/);
    this.#stops.push(await this.page.evaluate<string>(FOCUS));
  }

  get at(): string {
    return this.#stops.at(-1) ?? "";
  }

  /** By Tab, or by another key where the pattern for such a piece asks for it. */
  async to(name: string | RegExp, key = "Tab"): Promise<void> {
    for (let stop = 0; stop < 90; stop++) {
      if (typeof name === "string" ? this.at === name : name.test(this.at)) return;
      await this.press(key);
    }
    throw new Error(`${key} does not come to ${name}: ${this.#stops.slice(-90).join(" | ")}`);
  }

  /** A tab stands in a list that is entered once and gone through by arrows. */
  async tab(name: string): Promise<void> {
    const list = this.page.locator("[role=tablist]", {
      has: this.page.getByRole("tab", { name, exact: true }),
    });
    const open = await list.locator("[aria-selected=true]").textContent();
    await this.to(`tab ${open}`);
    await this.to(`tab ${name}`, "ArrowRight");
  }

  async write(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 5 });
    await this.see();
  }
}

/** Text, since only browsers know of an active element. Says what has the focus: its role, and its name. */
const FOCUS = `(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (at === null || at === document.body) return "lost";
  const what = at.getAttribute("role") ?? at.localName;
  const labels = [...(at.labels ?? [])].map((one) => one.querySelector("span")?.textContent ?? one.textContent);
  const name = (at.getAttribute("aria-label") ?? labels[0] ?? at.textContent).replace(/\\s+/g, " ").trim().slice(0, 60);
  const { left, top, right, bottom, width, height } = at.getBoundingClientRect();
  if (width === 0 || height === 0 || right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight)
    return "out of sight: " + what + " " + name;
  const marked = [at, at.closest(".cm-editor") ?? at].some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && outlineWidth !== "0px";
  });
  const after = getComputedStyle(at, "::after");
  const handle = at.getAttribute("role") === "separator" && after.content !== "none";
  return (marked || handle ? "" : "unmarked: ") + what + " " + name;
})()`;

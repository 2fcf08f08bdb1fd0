import type { Page } from "playwright-core";

/** Every view that the page has, and the way there; looked at by axe, and kept as pictures. */
export interface View {
  readonly name: string;
  readonly reach: (page: Page) => Promise<void>;
}

const tab = (name: string) => async (page: Page) => {
  await page.getByRole("tab", { name, exact: true }).click();
  await page.waitForTimeout(300);
};
const button = (name: string) => async (page: Page) => {
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.getByRole("dialog").waitFor();
};

export const views: readonly View[] = [
  { name: "start", reach: async () => {} },
  { name: "examples", reach: button("Examples") },
  { name: "share", reach: button("Share") },
  { name: "keys", reach: button("Keys") },
  { name: "outline", reach: tab("Outline") },
  { name: "why", reach: tab("Why") },
  { name: "output", reach: tab("Output") },
  { name: "scenarios", reach: tab("Scenarios") },
  { name: "compare", reach: tab("Compare") },
  {
    name: "problems",
    reach: async (page) => {
      await page.locator(".editor .cm-line").first().click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("\npattern x on nothing { start a }");
      await tab("Problems")(page);
      await page.locator(".problems li").first().waitFor();
    },
  },
  {
    name: "refused-link",
    reach: async (page) => {
      await page.evaluate("location.hash = '#1abc'");
      await page.getByRole("alert").waitFor();
    },
  },
];

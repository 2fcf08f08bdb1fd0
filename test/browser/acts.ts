import type { Page } from "playwright-core";

/** A place is behind a tab, or in sight anyway where there is room. */
export async function goTo(page: Page, name: string): Promise<void> {
  const tab = page.getByRole("tab", { name, exact: true });
  if ((await tab.count()) > 0) {
    await tab.click();
    await page.locator(`[role=tab][aria-selected=true]`, { hasText: name }).waitFor();
  }
}

/** Steps until the footer says so. */
export async function stepTo(page: Page, step: number): Promise<void> {
  await goTo(page, "Timeline");
  await page.locator(".step").first().waitFor();
  await page.getByRole("slider", { name: "Step" }).fill(String(step));
  await page.locator(".said", { hasText: `Step ${step} of` }).waitFor();
}

export async function pickLog(page: Page, name: string, bytes: string | Buffer): Promise<void> {
  await goTo(page, "Log");
  await page
    .getByLabel("Log to read")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
}

export const accounted = (page: Page, words: RegExp): Promise<void> =>
  page.locator(".accounting").getByText(words).first().waitFor({ timeout: 120_000 });

/** Another text, with the log that is there: as a file, because a browser's own typing into styled text asks for styles. */
export async function write(page: Page, text: string): Promise<void> {
  await page
    .getByLabel("Files to open")
    .setInputFiles({ name: "other.pda", mimeType: "text/plain", buffer: Buffer.from(text) });
}

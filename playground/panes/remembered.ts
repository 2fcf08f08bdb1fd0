/** What the page remembers between visits, in the browser's own store; without one it simply forgets. */
const PREFIX = "pushdown.";

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // A full or forbidden store: this visit works all the same.
  }
}

/**
 * What has the focus may go away under it: a mistake that was mended, a form that was sent, a button that can be used
 * once. Then the focus goes to the nearest place around it that is still there, instead of to nowhere.
 */
export function keepFocus(): void {
  let around: readonly Element[] = [];
  addEventListener("focusin", ({ target }) => {
    around = target instanceof Element ? withParents(target) : [];
  });
  const look = (): void => {
    const [had] = around;
    const now = document.activeElement;
    if (had === undefined || (now !== null && now !== document.body)) return;
    // Still there and of use: somebody clicked beside it.
    if (had.isConnected && !had.matches(":disabled")) return;
    const near = around.find((one) => one !== had && one.isConnected && one.matches("[tabindex]"));
    const place = near ?? document.querySelector(".content");
    if (place instanceof HTMLElement) place.focus({ preventScroll: true });
  };
  const changes = {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled"],
  };
  new MutationObserver(look).observe(document.body, changes);
}

function withParents(element: Element): Element[] {
  const all: Element[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) all.push(one);
  return all;
}

/** Of its own size. */
const SMALLEST = 0.7;

/**
 * The picture as elements. Its own style is left out: the page's policy takes none from a text, and the page's
 * colours follow its theme.
 */
export function drawn(svg: string): SVGSVGElement {
  const plain = svg.replace(/<style>[^<]*<\/style>/, "");
  const parsed = new DOMParser().parseFromString(plain, "image/svg+xml");
  const root = document.importNode(parsed.documentElement, true);
  if (!(root instanceof SVGSVGElement)) throw new Error("the drawing is no picture");
  // Below this nobody can read it: then it is scrolled.
  const least = (side: "width" | "height") =>
    `${Math.round(Number(root.getAttribute(side)) * SMALLEST)}px`;
  [root.style.minWidth, root.style.minHeight] = [least("width"), least("height")];
  return root;
}

/** Keeps the state at hand in sight, where the drawing is larger than its pane. */
export function keepInSight(svg: SVGSVGElement): void {
  const [frame, node] = [svg.parentElement, svg.querySelector(".node.now")];
  if (frame === null || node === null) return;
  const [inner, outer] = [node.getBoundingClientRect(), frame.getBoundingClientRect()];
  if (inner.left < outer.left) frame.scrollLeft += inner.left - outer.left - 24;
  else if (inner.right > outer.right) frame.scrollLeft += inner.right - outer.right + 24;
  if (inner.top < outer.top) frame.scrollTop += inner.top - outer.top - 24;
  else if (inner.bottom > outer.bottom) frame.scrollTop += inner.bottom - outer.bottom + 24;
}

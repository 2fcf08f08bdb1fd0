import type { Picture } from "../engine/picture.ts";

/**
 * The picture as elements. Its own style is left out: the page's policy takes none from a text, and the page's
 * colours follow its theme.
 */
export function drawn({ svg }: Picture): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  parsed.querySelector("style")?.remove();
  const root = document.importNode(parsed.documentElement, true);
  if (!(root instanceof SVGSVGElement)) throw new Error("the drawing is no picture");
  return root;
}

import * as Plot from "@observablehq/plot";
import { useEffect, useRef } from "preact/hooks";
import type { Figure } from "../../src/simulator/page/figure.ts";

/** A chart of the report, drawn here, with the figures that it shows as a table behind it. */
export function Chart({ figure }: { readonly figure: Figure }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const draw = () => element.replaceChildren(drawn(figure, element.clientWidth));
    const measure = new ResizeObserver(draw);
    measure.observe(element);
    return () => measure.disconnect();
  }, [figure]);
  return (
    <figure>
      <h3>{figure.title}</h3>
      <Written html={figure.caption.text} />
      <div ref={place} class="chart" role="img" aria-label={figure.label} />
      <details>
        <summary>The figures as a table</summary>
        <Written html={figure.table.text} />
      </details>
    </figure>
  );
}

/** Markup of the report's own, in which everything from outside is escaped. */
const Written = ({ html }: { readonly html: string }) => (
  <div dangerouslySetInnerHTML={{ __html: html }} />
);

/**
 * Drawn in a document without a window, where the page's policy has nothing to refuse; what styles there are
 * are set one by one when it stands in the page.
 */
function drawn(figure: Figure, width: number): Node {
  const apart = document.implementation.createHTMLDocument();
  const chart = Plot.plot({
    ...{ width: Math.max(280, Math.min(720, width)), style: { overflow: "visible" } },
    ...figure.chart(width),
    document: apart,
  });
  for (const style of chart.querySelectorAll("style")) style.remove();
  const kept = new Map<number, string>();
  [chart, ...chart.querySelectorAll("[style]")].forEach((element, i) => {
    kept.set(i, element.getAttribute("style") ?? "");
    element.removeAttribute("style");
    element.setAttribute("data-style", String(i));
  });
  const here = document.importNode(chart, true);
  for (const element of [here, ...here.querySelectorAll<SVGElement>("[data-style]")]) {
    const text = kept.get(Number(element.getAttribute("data-style"))) ?? "";
    element.removeAttribute("data-style");
    for (const declaration of text.split(";")) {
      const [name, value] = declaration.split(":").map((part) => part.trim());
      if (name && value) element.style.setProperty(name, value);
    }
  }
  return here;
}

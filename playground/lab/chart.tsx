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
function Written({ html }: { readonly html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const apart = document.implementation.createHTMLDocument();
    // Even there the parser asks the policy about styles.
    apart.body.innerHTML = html.replace(/<[^>]*>/g, (tag) =>
      tag.replace(/\sstyle="/, ' data-style="'),
    );
    place.current?.replaceChildren(...[...apart.body.children].map(brought));
  }, [html]);
  return <div ref={place} />;
}

/** Drawn in a document without a window, where the page's policy has nothing to refuse. */
function drawn(figure: Figure, width: number): Node {
  const apart = document.implementation.createHTMLDocument();
  const chart = Plot.plot({
    ...{ width: Math.max(280, Math.min(720, width)), style: { overflow: "visible" } },
    ...figure.chart(width),
    document: apart,
  });
  for (const style of chart.querySelectorAll("style")) style.remove();
  // The place where it stands is named; names of its parts would be read without a role.
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  for (const one of [chart, ...chart.querySelectorAll("[style]")]) {
    one.setAttribute("data-style", one.getAttribute("style") ?? "");
    one.removeAttribute("style");
  }
  return brought(chart);
}

/** An element of another document as one of this page: its `data-style` is set piece by piece, as the policy asks. */
function brought(element: Element): Node {
  const here = document.importNode(element, true);
  for (const one of [here, ...here.querySelectorAll("[data-style]")]) {
    const text = one.getAttribute("data-style") ?? "";
    one.removeAttribute("data-style");
    if (!(one instanceof HTMLElement || one instanceof SVGElement)) continue;
    for (const declaration of text.split(";")) {
      const [name, value] = declaration.split(":").map((part) => part.trim());
      if (name && value) one.style.setProperty(name, value);
    }
  }
  return here;
}

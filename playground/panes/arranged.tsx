import type { Layout } from "./layout.ts";
import { Splitter } from "./splitter.tsx";
import { Tabbed } from "./tabbed.tsx";

const labels: Readonly<Record<string, string>> = {
  text: "Width of the text",
  writing: "Height of the text",
  watching: "Height of the picture",
  picture: "Width of the picture",
  time: "Width of the sessions",
  phone: "Height of the upper pane",
};

/** Panes as a layout says. */
export function Arranged({ layout }: { readonly layout: Layout }) {
  if (layout.kind === "tabs") return <Tabbed key={layout.name} tabs={layout} />;
  const [first, second] = layout.parts;
  return (
    <Splitter key={layout.name} split={layout} label={labels[layout.name] ?? layout.name}>
      {[<Arranged key="first" layout={first} />, <Arranged key="second" layout={second} />]}
    </Splitter>
  );
}

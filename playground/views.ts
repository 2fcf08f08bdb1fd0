import type { ComponentType } from "preact";
import { Editor } from "./editor/editor.tsx";
import { Outline } from "./editor/outline.tsx";
import { Problems } from "./editor/problems.tsx";
import { Waiting } from "./panes/waiting.tsx";
import type { Place } from "./state.ts";

export interface View {
  readonly title: string;
  readonly component: ComponentType;
}

/** What is shown in each place. */
export const views: Readonly<Record<Place, View>> = {
  editor: { title: "Pattern", component: Editor },
  problems: { title: "Problems", component: Problems },
  outline: { title: "Outline", component: Outline },
  log: { title: "Log", component: Waiting },
  sessions: { title: "Sessions", component: Waiting },
  diagram: { title: "Diagram", component: Waiting },
  timeline: { title: "Timeline", component: Waiting },
  stack: { title: "Stack", component: Waiting },
  why: { title: "Why", component: Waiting },
  output: { title: "Output", component: Waiting },
};

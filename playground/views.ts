import type { ComponentType } from "preact";
import { Editor } from "./editor/editor.tsx";
import { laterPane } from "./panes/later.tsx";
import type { Place } from "./state.ts";
import { Diagram } from "./watch/diagram.tsx";
import { Log } from "./watch/log.tsx";
import { Sessions } from "./watch/sessions.tsx";
import { Stack } from "./watch/stack.tsx";
import { Timeline } from "./watch/timeline.tsx";

export interface View {
  readonly title: string;
  readonly component: ComponentType;
  /** Nothing in it takes the focus of itself: it is read, and scrolled. */
  readonly still?: true;
}

/** What is shown in each place. */
export const views: Readonly<Record<Place, View>> = {
  editor: { title: "Pattern", component: Editor },
  problems: {
    title: "Problems",
    component: laterPane(async () => (await import("./editor/problems.tsx")).Problems),
  },
  outline: {
    title: "Outline",
    component: laterPane(async () => (await import("./editor/outline.tsx")).Outline),
  },
  log: { title: "Log", component: Log },
  sessions: { title: "Sessions", component: Sessions },
  diagram: { title: "Diagram", component: Diagram },
  timeline: { title: "Timeline", component: Timeline },
  stack: { title: "Memory", component: Stack, still: true },
  why: { title: "Why", component: laterPane(async () => (await import("./watch/why.tsx")).Why) },
  output: {
    title: "Output",
    component: laterPane(async () => (await import("./watch/output.tsx")).Output),
  },
  scenarios: {
    title: "Scenarios",
    component: laterPane(async () => (await import("./watch/scenarios.tsx")).Scenarios),
  },
  compare: {
    title: "Compare",
    component: laterPane(async () => (await import("./watch/compare.tsx")).Compare),
  },
  lab: { title: "Lab", component: laterPane(async () => (await import("./lab/lab.tsx")).Lab) },
};

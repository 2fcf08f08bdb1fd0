import type { ComponentType } from "preact";
import { Editor } from "./editor/editor.tsx";
import { Outline } from "./editor/outline.tsx";
import { Problems } from "./editor/problems.tsx";
import type { Place } from "./state.ts";
import { Compare } from "./watch/compare.tsx";
import { Diagram } from "./watch/diagram.tsx";
import { Log } from "./watch/log.tsx";
import { Output } from "./watch/output.tsx";
import { Scenarios } from "./watch/scenarios.tsx";
import { Sessions } from "./watch/sessions.tsx";
import { Stack } from "./watch/stack.tsx";
import { Timeline } from "./watch/timeline.tsx";
import { Why } from "./watch/why.tsx";

export interface View {
  readonly title: string;
  readonly component: ComponentType;
}

/** What is shown in each place. */
export const views: Readonly<Record<Place, View>> = {
  editor: { title: "Pattern", component: Editor },
  problems: { title: "Problems", component: Problems },
  outline: { title: "Outline", component: Outline },
  log: { title: "Log", component: Log },
  sessions: { title: "Sessions", component: Sessions },
  diagram: { title: "Diagram", component: Diagram },
  timeline: { title: "Timeline", component: Timeline },
  stack: { title: "Memory", component: Stack },
  why: { title: "Why", component: Why },
  output: { title: "Output", component: Output },
  scenarios: { title: "Scenarios", component: Scenarios },
  compare: { title: "Compare", component: Compare },
};

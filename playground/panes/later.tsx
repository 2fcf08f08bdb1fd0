import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";

/** A pane or dialog that is not in sight at first: fetched when it is opened; `meanwhile` stands in its place. */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: VNode | null = null,
): ComponentType<P> {
  return function Later(props: P) {
    const Fetched = useSignal<ComponentType<P> | null>(null);
    useEffect(() => {
      void load().then((component) => {
        Fetched.value = component;
      });
    }, [Fetched]);
    return Fetched.value === null ? meanwhile : <Fetched.value {...props} />;
  };
}

/** Who goes to a pane by key before it is there finds this, and goes on from it. */
const reachable = { tabIndex: 0 };

/** What stands in a pane. */
export const laterPane = (load: () => Promise<ComponentType>): ComponentType =>
  later(load, <p {...reachable}>One moment …</p>);

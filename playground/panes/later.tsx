import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

/** A pane or dialog that is not in sight at first: fetched when it is opened. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return function Later(props: P) {
    const Fetched = useSignal<ComponentType<P> | null>(null);
    useEffect(() => {
      void load().then((component) => {
        Fetched.value = component;
      });
    }, [Fetched]);
    return Fetched.value === null ? null : <Fetched.value {...props} />;
  };
}

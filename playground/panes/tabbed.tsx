import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Place, usePlayground } from "../state.ts";
import { views } from "../views.ts";
import type { Tabs } from "./layout.ts";
import { remember, remembered } from "./remembered.ts";

/** Places that share one pane (WAI-ARIA tabs); a single one is a pane with its title. */
export function Tabbed({ tabs: { name, places } }: { readonly tabs: Tabs }) {
  const playground = usePlayground();
  const key = `tab.${name}`;
  const last = places.find((place) => place === remembered(key));
  const open = useSignal<Place>(last ?? places[0]);
  const list = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const front = playground.front.value;
    if (places.includes(front)) open.value = front;
  });
  const show = (place: Place) => {
    open.value = place;
    playground.front.value = place;
    remember(key, place);
  };
  const move = (event: KeyboardEvent) => {
    const at = places.indexOf(open.value);
    const to = {
      ArrowLeft: (at + places.length - 1) % places.length,
      ArrowRight: (at + 1) % places.length,
      Home: 0,
      End: places.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(places[to]!);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
  };
  const { title, component: Content, still = false } = views[open.value];
  // What scrolls must be reached by key; where nothing inside takes the focus, the place itself does.
  const focus = { tabIndex: still ? 0 : -1 };
  if (places.length === 1)
    return (
      <section class="pane" aria-label={title} data-place={open.value}>
        <h2 class="title">{title}</h2>
        <div class="content" {...focus}>
          <Content />
        </div>
      </section>
    );
  return (
    <div class="pane" data-place={open.value}>
      <div
        class="tabs"
        role="tablist"
        aria-label={`${views[places[0]].title} and ${places.length - 1} more`}
        ref={list}
        onKeyDown={move}
      >
        {places.map((place) => (
          <button
            key={place}
            type="button"
            role="tab"
            id={`tab-${place}`}
            aria-selected={place === open.value}
            aria-controls={`panel-${name}`}
            tabIndex={place === open.value ? 0 : -1}
            onClick={() => show(place)}
          >
            {views[place].title}
          </button>
        ))}
      </div>
      <div
        class="content"
        role="tabpanel"
        id={`panel-${name}`}
        aria-labelledby={`tab-${open.value}`}
        {...focus}
      >
        <h2 class="hidden">{title}</h2>
        <Content />
      </div>
    </div>
  );
}

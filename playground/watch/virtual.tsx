import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

interface Props<T> {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  /** Rows from one place to another; whatever was asked before is forgotten when `version` changes. */
  readonly fetch: (from: number, to: number) => Promise<readonly T[]> | readonly T[];
  readonly version: unknown;
  readonly row: (item: T, index: number) => ComponentChildren;
  /** The one that is chosen; it is kept in sight. */
  readonly current?: number;
  /** Who is chosen: the list moves there only when this is another. */
  readonly follow?: unknown;
  /** When this is another, the list is looked at from its beginning. */
  readonly anew?: unknown;
  readonly choose?: (index: number, item: T) => void;
  readonly empty?: string;
}

const MARGIN = 8;

/** A list of any length, of which only what is in sight is there (WAI-ARIA listbox). */
export function Virtual<T>(props: Props<T>) {
  const { label, count, rowHeight, fetch, version, row, current = -1, choose, empty } = props;
  const { follow, anew } = props;
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(400);
  const items = useSignal<{ readonly from: number; readonly rows: readonly T[] }>({
    from: 0,
    rows: [],
  });
  const asked = useRef(0);
  const from = Math.max(0, Math.floor(top.value / rowHeight) - MARGIN);
  const to = Math.min(count, Math.ceil((top.value + height.value) / rowHeight) + MARGIN);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    measure.observe(element);
    return () => measure.disconnect();
  }, [height]);
  useEffect(() => {
    const number = ++asked.current;
    const show = (rows: readonly T[]) => {
      if (number === asked.current) items.value = { from, rows };
    };
    const found = fetch(from, to);
    if (Array.isArray(found)) show(found);
    else void Promise.resolve(found).then(show);
  }, [from, to, version]);
  const followed = useRef<unknown>(undefined);
  useEffect(() => {
    const element = frame.current;
    if (element === null || current < 0) return;
    if (follow !== undefined && follow === followed.current) return;
    followed.current = follow;
    const at = current * rowHeight;
    if (at < element.scrollTop) element.scrollTop = at;
    else if (at + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = at + rowHeight - element.clientHeight;
  }, [current, rowHeight, count]);
  useEffect(() => {
    if (anew !== undefined && frame.current !== null) frame.current.scrollTop = 0;
  }, [anew]);
  const move = (event: KeyboardEvent) => {
    if (choose === undefined || count === 0) return;
    const page = Math.max(1, Math.floor(height.value / rowHeight) - 1);
    const next = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(count - 1, next));
    void Promise.resolve(fetch(index, index + 1)).then(([item]) => {
      if (item !== undefined) choose(index, item);
    });
  };
  if (count === 0) return <p class="empty">{empty ?? "Nothing to show."}</p>;
  const { from: first, rows } = items.value;
  const id = (index: number) => `${label.replaceAll(" ", "-")}-${index}`;
  return (
    <div
      ref={frame}
      class="virtual"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      {...(current >= first && current < first + rows.length
        ? { "aria-activedescendant": id(current) }
        : {})}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
      onKeyDown={move}
    >
      <div class="all" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        {rows.map((item, i) => {
          const index = first + i;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the list's, as the pattern for listboxes asks
            <div
              key={index}
              id={id(index)}
              class="row"
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              aria-posinset={index + 1}
              aria-setsize={count}
              style={{ top: `${index * rowHeight}px`, height: `${rowHeight}px` }}
              onClick={() => choose?.(index, item)}
            >
              {row(item, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

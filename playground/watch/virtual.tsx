import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";

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

/** Which rows are there: a few more than are in sight. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const MARGIN = 8;
const NONE_YET = { from: 0, rows: [] };
/** Until the list has been measured. */
const HEIGHT_GUESSED = 400;

const rangeOf = (top: number, height: number, rowHeight: number): Range => ({
  from: Math.max(0, Math.floor(top / rowHeight) - MARGIN),
  to: Math.ceil((top + height) / rowHeight) + MARGIN,
});

/** A list of any length, of which only what is in sight is there (WAI-ARIA listbox). */
export function Virtual<T>(props: Props<T>) {
  const { label, count, rowHeight, fetch, version, row, current = -1, choose, empty } = props;
  const { follow, anew } = props;
  const frame = useRef<HTMLDivElement>(null);
  const range = useSignal(rangeOf(0, HEIGHT_GUESSED, rowHeight));
  const { from } = range.value;
  const to = Math.min(count, range.value.to);
  /** Only other rows are drawn anew, not each pixel. */
  const look = useRef(() => {});
  look.current = () => {
    if (frame.current === null) return;
    const { scrollTop, clientHeight } = frame.current;
    const next = rangeOf(scrollTop, clientHeight, rowHeight);
    if (next.from !== from || Math.min(count, next.to) !== to) range.value = next;
  };
  const isEmpty = count === 0;
  useEffect(() => {
    const { current: element } = frame;
    if (element === null) return undefined;
    const measure = new ResizeObserver(() => look.current());
    measure.observe(element);
    return () => measure.disconnect();
  }, [isEmpty]);
  useEffect(() => look.current(), [count, rowHeight]);
  // Rows that are at hand are drawn at once, others when they come.
  const found = useMemo(() => fetch(from, to), [from, to, version]);
  const come = useSignal<{ readonly from: number; readonly rows: readonly T[] }>(NONE_YET);
  useLayoutEffect(() => {
    if (!(found instanceof Promise)) return undefined;
    let wanted = true;
    void found.then((rows) => {
      if (wanted) come.value = { from, rows };
    });
    return () => {
      wanted = false;
    };
  }, [found]);
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
    if (choose === undefined || isEmpty) return;
    const height = frame.current?.clientHeight ?? HEIGHT_GUESSED;
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
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
  if (isEmpty) return <p class="empty">{empty ?? "Nothing to show."}</p>;
  const { from: first, rows } = found instanceof Promise ? come.value : { from, rows: found };
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
      onScroll={() => look.current()}
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

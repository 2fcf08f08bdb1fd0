import { useMemo } from "preact/hooks";
import type { TimelineRow } from "../engine/timeline.ts";
import { goTo, useWatching } from "./watching.ts";

interface Props {
  readonly rows: readonly TimelineRow[];
}

const WIDTH = 1000;
const HEIGHT = 34;
/** More columns than pixels nobody sees. */
const COLUMNS_MOST = 500;

/** The whole session at a glance: how deep the stack was, where results came, where we are. */
export function Strip({ rows }: Props) {
  const watching = useWatching();
  const { step } = watching.playground.watched.value;
  const bars = useMemo(() => <Bars rows={rows} />, [rows]);
  if (rows.length < 2) return null;
  const at = (step / rows.length) * WIDTH;
  const go = (event: MouseEvent) => {
    if (!(event.currentTarget instanceof Element)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    goTo(watching, Math.ceil(((event.clientX - left) / width) * rows.length));
  };
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onClick={go}
    >
      {bars}
      <rect class="here" x={Math.max(0, at - 1)} y={0} width={2} height={HEIGHT} />
    </svg>
  );
}

function Bars({ rows }: Props) {
  const columns = Math.min(COLUMNS_MOST, rows.length);
  const deepest = rows.reduce((most, { depth }) => Math.max(most, depth), 1);
  const width = WIDTH / columns;
  // A gap between bars, where there is room for one.
  const shown = width > 4 ? width - 1 : width;
  return (
    <>
      {bucketed(rows, columns).map(({ depth, results, failed }, i) => (
        <g key={i}>
          <rect
            class="depth"
            x={i * width}
            width={shown}
            y={HEIGHT - 1 - (depth / deepest) * (HEIGHT - 12)}
            height={(depth / deepest) * (HEIGHT - 12) + 1}
          />
          {results || failed ? (
            <rect
              class={failed ? "failed" : "result"}
              x={i * width}
              width={shown}
              y={0}
              height={failed ? 9 : 6}
            />
          ) : null}
        </g>
      ))}
    </>
  );
}

/** Neighbouring steps as one column each. */
function bucketed(rows: readonly TimelineRow[], columns: number) {
  return Array.from({ length: columns }, (_, i) => {
    const at = Math.floor((i * rows.length) / columns);
    const some = rows.slice(at, Math.max(at + 1, Math.floor(((i + 1) * rows.length) / columns)));
    return {
      depth: Math.max(0, ...some.map(({ depth }) => depth)),
      results: some.some(({ outputs }) => outputs.length > 0),
      failed: some.some(({ verdict }) => verdict === "failed"),
    };
  });
}

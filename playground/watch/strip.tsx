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
  const columns = Math.min(COLUMNS_MOST, rows.length);
  if (columns < 2) return null;
  const deepest = Math.max(1, ...rows.map(({ depth }) => depth));
  const width = WIDTH / columns;
  const part = rows.length / columns;
  const bars = Array.from({ length: columns }, (_, i) => {
    const some = rows.slice(
      Math.floor(i * part),
      Math.max(Math.floor((i + 1) * part), Math.floor(i * part) + 1),
    );
    return {
      depth: Math.max(0, ...some.map(({ depth }) => depth)),
      results: some.some(({ outputs }) => outputs.length > 0),
      failed: some.some(({ verdict }) => verdict === "failed"),
    };
  });
  const at = (step / rows.length) * WIDTH;
  const go = (event: MouseEvent) => {
    if (!(event.currentTarget instanceof Element)) return;
    const { left, width: whole } = event.currentTarget.getBoundingClientRect();
    goTo(watching, Math.ceil(((event.clientX - left) / whole) * rows.length));
  };
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onClick={go}
    >
      {bars.map(({ depth, results, failed }, i) => (
        <g key={i}>
          <rect
            class="depth"
            x={i * width}
            width={Math.max(width - (width > 4 ? 1 : 0), 0.5)}
            y={HEIGHT - 1 - (depth / deepest) * (HEIGHT - 12)}
            height={(depth / deepest) * (HEIGHT - 12) + 1}
          />
          {results || failed ? (
            <rect
              class={failed ? "failed" : "result"}
              x={i * width}
              width={Math.max(width - (width > 4 ? 1 : 0), 1)}
              y={0}
              height={failed ? 9 : 6}
            />
          ) : null}
        </g>
      ))}
      <rect class="here" x={Math.max(0, at - 1)} y={0} width={2} height={HEIGHT} />
    </svg>
  );
}

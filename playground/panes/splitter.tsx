import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Split } from "./layout.ts";
import { remember, remembered } from "./remembered.ts";

const LEAST = 12;
const MOST = 88;

const within = (share: number): number => Math.max(LEAST, Math.min(MOST, share));

interface Props {
  readonly split: Split;
  readonly label: string;
  readonly children: readonly [ComponentChildren, ComponentChildren];
}

/** Two panes with a handle between them, by mouse, finger and keyboard (WAI-ARIA window splitter). */
export function Splitter({ split: { name, direction, first }, label, children }: Props) {
  const key = `split.${name}`;
  const share = useSignal(within(Number(remembered(key) ?? first) || first));
  const frame = useRef<HTMLDivElement>(null);
  const set = (to: number) => {
    share.value = within(to);
    remember(key, share.value.toFixed(1));
  };
  const drag = (event: PointerEvent) => {
    const handle = event.currentTarget;
    if (!(handle instanceof HTMLElement) || frame.current === null || event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const { left, top, width, height } = frame.current.getBoundingClientRect();
    const move = ({ clientX, clientY }: PointerEvent) =>
      set(
        direction === "row" ? ((clientX - left) / width) * 100 : ((clientY - top) / height) * 100,
      );
    const end = () => handle.removeEventListener("pointermove", move);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", end, { once: true });
  };
  const key_ = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 10 : 2;
    const back = direction === "row" ? "ArrowLeft" : "ArrowUp";
    const forth = direction === "row" ? "ArrowRight" : "ArrowDown";
    if (event.key === back) set(share.value - step);
    else if (event.key === forth) set(share.value + step);
    else if (event.key === "Home") set(LEAST);
    else if (event.key === "End") set(MOST);
    else if (event.key === "Enter") set(first);
    else return;
    event.preventDefault();
  };
  const [before, after] = children;
  return (
    <div ref={frame} class={`split ${direction}`}>
      <div class="part" style={{ flexBasis: `${share.value}%` }}>
        {before}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; the pattern for splitters asks for this. */}
      <div
        class="handle"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === "row" ? "vertical" : "horizontal"}
        aria-valuenow={Math.round(share.value)}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        onPointerDown={drag}
        onKeyDown={key_}
        onDblClick={() => set(first)}
      />
      <div class="part" style={{ flexBasis: `${100 - share.value}%` }}>
        {after}
      </div>
    </div>
  );
}

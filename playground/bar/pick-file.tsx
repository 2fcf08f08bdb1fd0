import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

/** A button that asks for files on the reader's disk. */
export function PickFile({
  of,
  called,
  multiple = false,
  disabled = false,
  take,
  children,
}: {
  /** What is to be picked, in words. */
  readonly of: string;
  /** The button's name, where its face does not tell it. */
  readonly called?: string;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  readonly take: (files: readonly File[]) => void;
  readonly children: ComponentChildren;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        {...(called === undefined ? {} : { "aria-label": called })}
        aria-disabled={disabled}
        onClick={() => {
          if (!disabled) input.current?.click();
        }}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple={multiple}
        hidden
        aria-label={of}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file may be picked again.
          currentTarget.value = "";
          if (files.length > 0) take(files);
        }}
      />
    </>
  );
}

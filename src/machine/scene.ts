import type { Expression, FrameReference } from "../automaton/automaton.ts";
import type { Frame, RegisterContent, Session, Writer } from "./configuration.ts";
import type { Event } from "./event.ts";
import type { Value } from "./value.ts";

/** One lane of a key: what distinguishes it, and the values that can be read by name (rule 6). */
export interface Lane {
  /** As outputs carry it. Empty without lanes. */
  readonly texts: readonly string[];
  readonly values: Readonly<Record<string, Value>>;
}

/** Everything that an expression can see while it is evaluated. */
export interface Scene {
  readonly event: Event | null;
  readonly at: number;
  readonly now: number;
  readonly key: string;
  readonly lane: Lane;
  /** Including the event at hand (rule 12). */
  readonly session: Session;
  readonly sessionId: string;
  readonly endedBy: "gap" | "max" | "pattern" | null;
  readonly registers: Readonly<Record<string, RegisterContent>>;
  /** Unexpired, the top first. */
  readonly frames: readonly Frame[];
  readonly loop: Loop | null;
  /** Frames that enclosing `any`s look at, the innermost first. */
  readonly bound: readonly Frame[];
  /** Told of every value, operands before the whole. */
  readonly observe: (expression: Expression, value: Value) => void;
  /** Told of the frame that an `any` found. */
  readonly found: (frame: Frame) => void;
}

export interface Loop {
  readonly frame: Frame;
  readonly index: number;
  readonly count: number;
  readonly part: Value;
  /** Writers that the part stands for: those of its amount and weight (rule 28). */
  readonly partWriters: readonly Writer[];
}

export function frameAt(scene: Scene, reference: FrameReference): Frame | undefined {
  switch (reference.frame) {
    case "top":
      return scene.frames[0];
    case "bottom":
      return scene.frames.at(-1);
    case "nearest":
      return scene.frames.find((frame) => frame.kind === reference.kind);
    case "loop":
      return scene.loop?.frame;
    case "bound":
      return scene.bound[reference.depth];
  }
}

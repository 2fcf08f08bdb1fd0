import type { Constants } from "./code.ts";
import type { Layout } from "./layout.ts";

export function lanesText(_layout: Layout, _constants: Constants, _careful: boolean): string {
  throw new Error("lanes are not compiled yet");
}

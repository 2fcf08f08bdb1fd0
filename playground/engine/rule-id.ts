/** Ids as the drawing has them (automaton/graph.ts); numbers from 1, as explanations count. */
export const onId = (owner: string, index: number): string => `${owner}/${index - 1}`;
export const timerId = (owner: string, index: number): string => `${owner}.${index}`;
/** Rules for the end stand in no drawing. */
export const endId = (owner: string, index: number): string => `${owner}/end/${index}`;

export const ruleId = (rule: "on" | "timer" | "onEnd", owner: string, index: number): string =>
  ({ on: onId, timer: timerId, onEnd: endId })[rule](owner, index);

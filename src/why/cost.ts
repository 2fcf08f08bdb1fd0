/** What edits cost. Only the order of explanations depends on these. */
export const COST = {
  missing: 1,
  /** The missing event would itself give the output: nothing in the log says that somebody was about to. */
  missingLast: 0.25,
  extra: 1,
  moved: 0.8,
  /** It did something where it stands. */
  useful: 0.06,
  /** For each event more that it is moved over. */
  jump: 0.03,
  /** For how far, as a share of a session's gap. */
  away: 0.3,
  /** At another time; and for how far, as a share of the session so far. */
  shifted: 0.8,
  shiftedFar: 0.5,
  tested: 0.65,
  /** For how far the values were off. */
  far: 1.2,
  /** A test of memory alone: what wrote there is more likely at fault. */
  memory: 0.55,
  /** An event that is known to be waited for and is nowhere ahead. */
  expected: 0.9,
  /** An explanation that costs so much more than the best is none. */
  further: 0.7,
} as const;

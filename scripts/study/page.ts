import { type Extent, MODELS } from "./figures.ts";

/** What the page tells of. */
export const WHOLE: Extent = { journeys: 1500, seeds: [1, 2, 3] };

const heading = `| flush | ${MODELS.join(" | ")} |\n|---|${"---|".repeat(MODELS.length)}`;

/** The tables of the study, as rows. */
export interface Tables {
  readonly reading: readonly string[];
  readonly burst: readonly string[];
  readonly recorded: readonly string[];
  readonly tabs: readonly string[];
  /** Names the figures of a small study with the same code. */
  readonly trial: string;
  /** Names the figures of the page. */
  readonly whole: string;
}

export const studyPage = ({
  reading,
  burst,
  recorded,
  tabs,
  trial,
  whole,
}: Tables): string => `<!-- Made by \`npm run study\`. Figures ${whole}; a small study by the same code: ${trial} -->

# A study: which credit survives disorder

Made by \`npm run study\` with [the simulator](simulate.md), on generated journeys: ${WHOLE.journeys} of them, ${WHOLE.seeds.length} seeds each. What is true is the run in order.

## Five ways to share credit

[multi-touch-credit](../patterns/multi-touch-credit/README.md) gives each purchase's credit to the campaigns before it in five ways. Its events go through four collectors that are flushed every 1, 5 or 30 s; nothing is lost. The figure is the share of all credit that goes to another campaign than in order, or to none. A journey has two to eight touches and a purchase; each touch is of one of six campaigns, all equally likely.

Gaps as between the pages of a reader (log-normal, median 37 s, at most half an hour):

${heading}
${reading.join("\n")}

Gaps as between events that follow each other by themselves (median 0.3 s):

${heading}
${burst.join("\n")}

A recorded log: 100,003 steps of people who search for hotels (Trivago, RecSys Challenge 2019), each a touch of its kind, a click out to a hotel a purchase. The order of the log is the truth; more than half of its events have the second of the one before. The log is not part of the project: \`PDA_LOGS=FOLDER npm run study\` makes these figures anew from it, and leaves them as they are without it. It does not say from which page another was opened, so people with several tabs are generated ones below.

${heading}
${recorded.join("\n")}

- The last touch is the most fragile: it is decided by the gap before the purchase alone. Of the first, only an exchange with the second matters.
- What shares among all touches hardly cares for their order. What remains are touches that come after the purchase, and so too late for any model.
- Time decay with a half-life of seven days is, within half an hour, the linear model.
- Campaigns are drawn evenly here, so over many journeys most of these errors cancel out. Where one campaign tends to come before another they do not.

## People with several tabs

[tabbed-browsing](../patterns/tabbed-browsing/README.md) follows causes: each page starts where the page that it was opened from left off. What is true is that run, in order. The linear run takes the events of all tabs one after the other. Two figures in each cell: sales that do not come, or come with another search, of all sales; and sessions with any error. Gaps are a reader's; collectors are flushed every 5 s; causes are waited for up to 5 min.

| pages in a new tab | linear, in order | linear, as they arrive | linear, \`reorder within 5s\` | following causes | the same, 1 % lost |
|---|---|---|---|---|---|
${tabs.join("\n")}

- With several tabs the linear run is wrong even in perfect order: no buffer helps against that.
- Following causes needs no buffer: only what waits for its own cause waits.
- Loss is the price: what was opened from a lost page has lost its search, too.
`;

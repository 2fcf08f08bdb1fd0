import { fencing } from "./fencing.ts";
import { groups } from "./groups.ts";
import { logs } from "./logs.ts";
import { lost } from "./lost.ts";
import { positions } from "./positions.ts";
import { transactions } from "./transactions.ts";

/** Run on the model by `npm test`, and on every version of Kafka by `npm run test:kafka`. */
export const scenarios = { transactions, fencing, lost, positions, logs, groups };

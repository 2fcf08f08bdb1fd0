import { formatTime } from "../../machine/values/time.ts";

/** Writes instants: only the time of day, where all that is told of is of one day. */
export type Clock = (instant: number) => string;

export function clockOf(instants: readonly number[]): Clock {
  const written = instants.map((instant) => formatTime(instant));
  const days = new Set(written.map((text) => text.slice(0, text.indexOf("T"))));
  return (instant) => {
    const [day, time] = formatTime(instant).slice(0, -1).split("T") as [string, string];
    const short = time.replace(/0{1,3}$/, "").replace(/\.$/, "");
    return days.size <= 1 ? short : `${day} ${short}`;
  };
}

import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf } from "../worker/config/topics.ts";
import type { Archive } from "../worker/fill/archive.ts";
import { filledFrom } from "../worker/fill/filling.ts";
import type { Log } from "../worker/ops/log.ts";
import type { Transport } from "../worker/transport.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { placed, surveyArchive } from "./replay-archive.ts";

/** The inputs as far back as the configured archive goes; the transport as it is where there is none. */
export async function withFill(
  values: Configuration,
  transport: Transport,
  log: Log,
): Promise<Transport> {
  const { fill, input = [] } = values;
  if (fill === undefined) return transport;
  const { kind, places, records } = await surveyArchive(fill);
  if (kind === "values") {
    throw new Failure(
      exitCodes.inputOutput,
      `${fill.join(", ")}: the records have no place (topic, partition, offset), so that nobody could say where the topic goes on\n  → export them with their places, as \`kcat -J\` does`,
    );
  }
  const stray = places.find(({ topic }) => !input.includes(topic));
  if (stray !== undefined) {
    throw usageFailure(
      `${[...stray.files].join(", ")}: records of ${stray.topic}, which is no input (${input.join(", ")})`,
    );
  }
  log("info", "archive read", {
    records,
    partitions: places.map(
      ({ topic, partition, first, last }) => `${topic}-${partition}@${first}-${last.offset}`,
    ),
  });
  const archive: Archive = {
    topics: new Set(places.map(({ topic }) => topic)),
    of({ topic, partition }) {
      const place = places.find((one) => one.topic === topic && one.partition === partition);
      if (place === undefined) return null;
      return { first: place.first, last: place.last, read: (offset) => placed(place, offset) };
    },
  };
  return filledFrom(transport, archive, applicationOf(values), {
    filling({ topic, partition, offset }, seam) {
      log("info", "filling from the archive", { topic, partition, offset, until: seam });
    },
    filled({ topic, partition, offset }) {
      log("info", "filled: goes on with the topic", { topic, partition, offset });
    },
  });
}

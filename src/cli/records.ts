import { type Command, Option } from "commander";
import { FORMATS, type Format } from "../records/format.ts";
import { inferenceMapper } from "../records/infer/infer.ts";
import { openLog } from "../records/log.ts";
import type { MappedRecord } from "../records/record-reader.ts";
import { type Context, command } from "./command.ts";
import { exitCodes } from "./exit.ts";
import { openSources } from "./logs.ts";

interface RecordsOptions {
  readonly format?: Format;
}

export const recordsCommand = ({ terminal, finish }: Context): Command =>
  command("records", "write a log's records as lines of JSON, whatever its format", [
    "pda records visits.avro > visits.ndjson",
    "pda records orders.csv.gz | head",
  ])
    .argument("[logs...]", "logs; standard input where none is named")
    .addOption(
      new Option("--format <format>", "what the log is; by its name if not said").choices(FORMATS),
    )
    .action(async (logs: string[], options: RecordsOptions) => {
      const sources = await openSources(logs, options.format, terminal.input());
      const log = openLog(sources, { mappers: [inferenceMapper()], order: "given" });
      let written = 0;
      let damaged = 0;
      let first: string | null = null;
      for await (const record of log) {
        const [result] = record.results;
        if (
          result?.kind === "dead" &&
          (result.reason === "damaged" || result.reason === "too long")
        ) {
          damaged++;
          first ??= `${record.id}: ${result.detail}`;
          continue;
        }
        terminal.write(`${lineOf(record)}\n`);
        if ((++written & 0xfff) === 0) await terminal.caughtUp();
      }
      if (damaged > 0)
        terminal.note(
          `warning: ${damaged === 1 ? "1 record that cannot be read is" : `${damaged} records that cannot be read are`} left out; the first: ${first}
`,
        );
      for (const error of log.errors) terminal.note(`error: ${error.message}\n`);
      // Some that are damaged are left out; where all are, it is no log of that format.
      const nothing = written === 0 && damaged > 0;
      if (nothing) terminal.note("error: nothing of it can be read; is `--format` right?\n");
      finish(log.errors.length > 0 || nothing ? exitCodes.inputOutput : exitCodes.good);
    });

/** With the digits that the source has; a cell of a row is what its text says. */
const lineOf = (record: MappedRecord): string =>
  `{${record
    .members()
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(",")}}`;

import { Command } from "commander";
import { killLoop } from "../../test/kafka/kill/loop.ts";
import { Missing } from "./jars.ts";

const command = new Command("npm run test:kill --")
  .description("Kills workers, and the broker, under traffic; compares after each round.")
  .option("--rounds <n>", "kill -9 of a worker, so often", "100")
  .option("--broker-kills <n>", "kill -9 of the broker, so often", "20")
  .option("--workers <n>", "", "3")
  .option("--partitions <n>", "", "12")
  .option("--version <version>", "of Kafka")
  .parse(process.argv);
const said = command.opts<{
  rounds: string;
  brokerKills: string;
  workers: string;
  partitions: string;
  version?: string;
}>();

async function main(): Promise<number> {
  const { rounds, complaints } = await killLoop({
    ...(said.version === undefined ? {} : { version: said.version }),
    workers: Number(said.workers),
    partitions: Number(said.partitions),
    rounds: Number(said.rounds),
    brokerKills: Number(said.brokerKills),
    say: (line) => console.log(line),
  });
  const sum = (of: "records" | "outputs" | "lost" | "doubled" | "different"): number =>
    rounds.reduce((all, round) => all + round[of], 0);
  const kills = rounds.filter(({ open }) => open !== null);
  const open = kills.filter((round) => round.open === true).length;
  console.log(
    `\n${kills.length} kills of a worker, a transaction open in ${open}; ${rounds.length - kills.length} of the broker`,
  );
  console.log(
    `${sum("records")} records, ${sum("outputs")} results: lost ${sum("lost")}, doubled ${sum("doubled")}, keys that differ ${sum("different")}`,
  );
  for (const complaint of complaints) console.log(complaint);
  const wrong = sum("lost") + sum("doubled") + sum("different") + complaints.length;
  return wrong === 0 ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
main()
  .catch((error: unknown) => {
    console.error(error instanceof Missing ? error.message : error);
    return 1;
  })
  .then((code) => process.exit(code));

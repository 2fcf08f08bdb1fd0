import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkJava, jars, Missing, run } from "./jars.ts";
import { type Node, nodeAt } from "./node.ts";
import { HOST, logging, type Place, properties } from "./properties.ts";
import { type Secured, type Security, security } from "./security.ts";
import { type Release, releaseOf, TESTED } from "./versions.ts";

export interface BrokerOptions {
  /** `4.1`, `3.9` or an exact version; the newest tested one if unsaid. */
  readonly version?: string;
  /** 1 or 3 processes. */
  readonly brokers?: number;
  /** The first broker's port; free ones if unsaid. */
  readonly port?: number;
  readonly heapMb?: number;
  /** Instead of those that let a server start soon. */
  readonly jvm?: readonly string[];
  /** Laid over the server's properties. */
  readonly config?: Readonly<Record<string, string>>;
  /** One process with listeners that want a login or TLS, beside the open one; needs `openssl`. */
  readonly secure?: boolean;
  readonly say?: (line: string) => void;
}

export interface Broker {
  readonly version: string;
  /** `host:port` of every process, as a client's bootstrap list. */
  readonly addresses: readonly string[];
  readonly nodes: readonly Node[];
  /** Where `secure` was asked for. */
  readonly secured?: Secured;
  /** Stops every process and removes the data. */
  stop(): Promise<void>;
}

/** Ports that nobody listens on at this moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done, failed) => {
          server.once("error", failed);
          server.listen(0, HOST, () => done((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Starts in half the time; a bench asks for its own. */
const SOON = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

function javaOptions(
  release: Release,
  home: string,
  heapMb: number,
  jvm: readonly string[] = SOON,
): string[] {
  const logFile = join(home, release.logFile);
  const logUrl = release.logProperty.startsWith("log4j2") ? logFile : `file:${logFile}`;
  return [
    `-Xmx${heapMb}m`,
    ...jvm,
    "-Djava.awt.headless=true",
    `-D${release.logProperty}=${logUrl}`,
  ];
}

async function placesFor(options: BrokerOptions): Promise<Place[]> {
  const count = options.brokers ?? 1;
  const ports = await freePorts(2 * count);
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    port: options.port === undefined ? ports[2 * i]! : options.port + i,
    controllerPort: ports[2 * i + 1]!,
  }));
}

/** Writes and formats one node's folder. */
async function prepare(
  release: Release,
  classPath: string,
  home: string,
  text: string,
  clusterId: string,
  { format = [] }: Partial<Security>,
): Promise<void> {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "server.properties"), text);
  await writeFile(join(home, release.logFile), logging[release.logFile]!);
  const options = javaOptions(release, home, 128);
  const tool = ["kafka.tools.StorageTool", "format", "-t", clusterId, ...format];
  await run("java", [...options, "-cp", classPath, ...tool, "-c", join(home, "server.properties")]);
}

/** Sixteen bytes in letters of base64; a dash in front would be taken for an option. */
function newClusterId(): string {
  const bytes = randomBytes(16);
  bytes[0]! &= 0x7f;
  return bytes.toString("base64url");
}

export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const wanted = options.version ?? TESTED[0];
  const release = releaseOf(wanted);
  if (!release) {
    throw new Missing(
      `No Kafka version \`${wanted}\`: say one of ${TESTED.join(", ")}, or an exact version such as 3.9.1.`,
    );
  }
  await checkJava(release);
  const classPath = `${await jars(release, options.say ?? (() => {}))}/*`;
  const places = await placesFor(options);
  const clusterId = newClusterId();
  const folder = await mkdtemp(join(tmpdir(), "pushdown-kafka-"));
  const nodes: Node[] = [];
  const homeOf = (place: Place): string => join(folder, `node-${place.id}`);

  const stop = async (): Promise<void> => {
    // All at once: a controller that has lost its quorum waits for the others in vain.
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  let guarded: Partial<Security> = {};
  try {
    if (options.secure) guarded = await security(folder, await freePorts(4));
    const config = { ...guarded.properties, ...options.config };
    await Promise.all(
      places.map((place) => {
        const home = homeOf(place);
        const text = properties(place, places, join(home, "data"), config, guarded.listeners);
        return prepare(release, classPath, home, text, clusterId, guarded);
      }),
    );
    for (const place of places) {
      const home = homeOf(place);
      const java = {
        classPath,
        options: javaOptions(release, home, options.heapMb ?? 256, options.jvm),
      };
      nodes.push(nodeAt(`${HOST}:${place.port}`, folder, home, java));
    }
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    version: release.version,
    addresses: nodes.map((node) => node.address),
    nodes,
    ...(guarded.secured === undefined ? {} : { secured: guarded.secured }),
    stop,
  };
}

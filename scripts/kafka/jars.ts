import { spawn } from "node:child_process";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Release } from "./versions.ts";

/** What a person can mend: said as it is, without a stack trace. */
export class Missing extends Error {}

const CACHE = resolve(import.meta.dirname, "../../.cache/kafka");

const dependency = (group: string, artifact: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>` +
  `<version>${version}</version></dependency>`;

const project = (release: Release, artifacts: readonly string[]): string =>
  `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>pushdown</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${artifacts.map((artifact) => dependency("org.apache.kafka", artifact, release.version)).join("\n")}
${release.logging.map((l) => dependency(l.group, l.artifact, l.version)).join("\n")}
</dependencies></project>
`;

/** Runs a program to its end; its output comes back, and is the message when it fails. */
export function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", failed);
    child.on("close", (code) =>
      code === 0
        ? done(output)
        : failed(new Error(`${program} ended with code ${code}:\n${output.trim()}`)),
    );
  });
}

/** The major version of the Java on the path, which must serve the release. */
export async function checkJava(release: Release): Promise<void> {
  const least = Number(release.version.split(".")[0]) >= 4 ? 17 : 11;
  const remedy = `Install a Java runtime ${least} or newer (Debian: openjdk-17-jre-headless) and put \`java\` on the PATH.`;
  const said = await run("java", ["-version"]).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      throw new Missing(
        `Kafka ${release.version} needs Java, and no \`java\` was found. ${remedy}`,
      );
    }
    throw error;
  });
  const major = Number(/version "(?:1\.)?(\d+)/.exec(said)?.[1] ?? 0);
  if (major < least) {
    throw new Missing(
      `Kafka ${release.version} needs Java ${least}; \`java -version\` says ${major}. ${remedy}`,
    );
  }
}

/** The folder with the jars of a broker. */
export const jars = (release: Release, say: (line: string) => void): Promise<string> =>
  jarsOf(release, ["kafka_2.13"], "", say);

/**
 * The folder with the jars of a release's artifacts and all that they need, fetched once by Maven. The
 * folder appears under its name only when it is complete, so that an interrupted fetch is fetched again.
 */
export async function jarsOf(
  release: Release,
  artifacts: readonly string[],
  /** Below the release's folder; that itself if empty. */
  place: string,
  say: (line: string) => void,
): Promise<string> {
  const folder = join(CACHE, release.version, place);
  const libraries = join(folder, "libs");
  if (await stat(libraries).catch(() => undefined)) return libraries;

  await mkdir(folder, { recursive: true });
  const arriving = join(folder, `arriving-${process.pid}`);
  await writeFile(join(folder, "pom.xml"), project(release, artifacts));
  say(`fetching ${artifacts.join(", ")} ${release.version} with Maven (some 50 to 120 MB, once)`);
  const goal = ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"];
  try {
    await run("mvn", [...goal, `-DoutputDirectory=${arriving}`], folder);
    await rename(arriving, libraries);
  } catch (error) {
    await rm(arriving, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Missing(
        `Kafka ${release.version} is fetched with Maven, and no \`mvn\` was found. Install Maven 3.6 or newer (Debian: maven).`,
      );
    }
    throw new Missing(
      `Maven could not fetch Kafka ${release.version}. Is the version right and the repository of your settings.xml reachable?\n${(error as Error).message}`,
    );
  }
  return libraries;
}

/** A release of Apache Kafka and the logging binding that it needs beside it on the class path. */
export interface Release {
  readonly version: string;
  readonly logging: readonly { group: string; artifact: string; version: string }[];
  /** Of the file that the binding reads, and the property that names it. */
  readonly logFile: string;
  readonly logProperty: string;
}

/** The releases that the tests run on; `4.1` stands for the first of its line. */
export const TESTED = ["4.1.0", "3.9.1"] as const;

export function releaseOf(wanted: string): Release | undefined {
  const version = TESTED.find((tested) => tested === wanted || tested.startsWith(`${wanted}.`));
  const exact = version ?? (/^\d+\.\d+\.\d+$/.test(wanted) ? wanted : undefined);
  if (exact === undefined) return undefined;
  const major = Number(exact.split(".")[0]);
  if (major >= 4) {
    const logging = [
      { group: "org.apache.logging.log4j", artifact: "log4j-slf4j-impl", version: "2.24.3" },
    ];
    return {
      version: exact,
      logging,
      logFile: "log4j2.properties",
      logProperty: "log4j2.configurationFile",
    };
  }
  const logging = [{ group: "org.slf4j", artifact: "slf4j-reload4j", version: "1.7.36" }];
  return {
    version: exact,
    logging,
    logFile: "log4j.properties",
    logProperty: "log4j.configuration",
  };
}

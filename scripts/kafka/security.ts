import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./jars.ts";
import { HOST } from "./properties.ts";

/** Listeners that want a login or TLS, beside the open one; and what a client needs for them. */
export interface Secured {
  /** SASL without TLS: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER (unsigned tokens). */
  readonly sasl: string;
  readonly tls: string;
  /** TLS that asks for the client's certificate, too. */
  readonly mutualTls: string;
  readonly saslTls: string;
  readonly user: string;
  readonly password: string;
  /** PEM files. */
  readonly ca: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

const USER = "alice";
const PASSWORD = "alice-secret";

export interface Security {
  readonly listeners: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly format: readonly string[];
  readonly secured: Secured;
}

/** Whoever uses the open listener may do everything, users of the others what access rules allow. */
export async function security(folder: string, ports: readonly number[]): Promise<Security> {
  const keys = join(folder, "keys");
  await mkdir(keys, { recursive: true });
  const { ca, server, clientCert, clientKey } = await certificates(keys);
  const names = ["SASL", "TLS", "MUTUAL", "SASLTLS"];
  const addresses = ports.map((port) => `${HOST}:${port}`);
  const modules = "org.apache.kafka.common.security";
  const sasl = (listener: string): Record<string, string> => ({
    [`listener.name.${listener}.sasl.enabled.mechanisms`]:
      "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
    [`listener.name.${listener}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`,
    [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
    [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
    [`listener.name.${listener}.oauthbearer.sasl.jaas.config`]: `${modules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
  });
  return {
    listeners: names.map((name, at) => `${name}://${addresses[at]}`),
    properties: {
      "listener.security.protocol.map":
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,MUTUAL:SSL,SASLTLS:SASL_SSL",
      ...sasl("sasl"),
      ...sasl("sasltls"),
      "ssl.keystore.type": "PEM",
      "ssl.keystore.location": server,
      "ssl.truststore.type": "PEM",
      "ssl.truststore.location": ca,
      "listener.name.mutual.ssl.client.auth": "required",
      "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
      "super.users": "User:ANONYMOUS",
    },
    format: ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
      "--add-scram",
      `${mechanism}=[name=${USER},password=${PASSWORD}]`,
    ]),
    secured: {
      sasl: addresses[0]!,
      tls: addresses[1]!,
      mutualTls: addresses[2]!,
      saslTls: addresses[3]!,
      user: USER,
      password: PASSWORD,
      ca,
      clientCert,
      clientKey,
    },
  };
}

/** An authority of our own, and what it signs for a broker on loopback and for a client. */
async function certificates(folder: string) {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]) => run("openssl", args, folder);
  const key = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout"];
  await openssl("req", "-x509", ...key, "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority");
  await writeFile(at("server.ext"), `subjectAltName=IP:${HOST},DNS:localhost\n`);
  for (const who of ["server", "client"]) {
    await openssl("req", ...key, `${who}.key`, "-out", `${who}.csr`, "-subj", `/CN=${who}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    const names = who === "server" ? ["-extfile", "server.ext"] : [];
    await openssl("x509", "-req", "-in", `${who}.csr`, ...signing, "-out", `${who}.crt`, ...names);
  }
  const both =
    (await readFile(at("server.key"), "utf8")) + (await readFile(at("server.crt"), "utf8"));
  await writeFile(at("server.pem"), both);
  return {
    ca: at("ca.pem"),
    server: at("server.pem"),
    clientCert: at("client.crt"),
    clientKey: at("client.key"),
  };
}

import { createRequire } from "node:module";
import type { Broker, MemberCodecs, Metadata } from "../protocol/requests.ts";
import { patchDialing, patchTimeouts } from "./dialing.ts";
import {
  patchFetchDecoding,
  patchProduceEncoding,
  patchRequestQueue,
  replacing,
} from "./patches.ts";

/**
 * The one place that loads kafkajs. Its consumer and its transactional producer lose, double or
 * reveal records (operations.md, "What we do not use of kafkajs"), so only its lower half is used:
 * connections, authentication, metadata, and one method per request. That half is internal, hence
 * the exact version.
 */
const VERSION = "2.2.4";

export interface Library extends MemberCodecs {
  readonly Cluster: new (options: object) => Cluster;
  readonly socketFactory: SocketFactory;
}

export type SocketFactory = (options: {
  host: string;
  port: number;
  ssl?: object;
  onConnect: () => void;
}) => unknown;

export interface Cluster {
  readonly brokerPool: {
    readonly metadata: Metadata | null;
    refreshMetadata(topics: readonly string[]): Promise<void>;
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  findBroker(of: { nodeId: number | string }): Promise<Broker>;
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(of: { groupId: string; coordinatorType: number }): Promise<Broker>;
}

let loaded: Library | undefined;

/** Loads kafkajs once, with what must be replaced in it replaced before anything uses it. */
export function loadLibrary(): Library {
  loaded ??= load(createRequire(import.meta.url));
  return loaded;
}

function load(require: NodeRequire): Library {
  const { version } = require("kafkajs/package.json") as { version: string };
  if (version !== VERSION) {
    throw new Error(
      `kafkajs ${version} is installed; this adapter knows the inside of ${VERSION} only. Install exactly that: npm install --save-exact kafkajs@${VERSION}`,
    );
  }
  const inside = (path: string): unknown => require(`kafkajs/src/${path}`);
  const replace = replacing(require);
  patchFetchDecoding(replace, inside);
  patchProduceEncoding(replace, inside);
  patchRequestQueue(inside);
  patchDialing(replace, inside);
  patchTimeouts(inside);
  const { MemberMetadata, MemberAssignment } = inside("consumer/assignerProtocol") as {
    MemberMetadata: Library["memberMetadata"];
    MemberAssignment: Library["memberAssignment"];
  };
  return {
    Cluster: inside("cluster") as Library["Cluster"],
    memberMetadata: MemberMetadata,
    memberAssignment: MemberAssignment,
    socketFactory: (inside("network/socketFactory") as () => SocketFactory)(),
  };
}

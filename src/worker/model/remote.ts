import type { Broker } from "../protocol/requests.ts";
import type { answering } from "./broker.ts";
import type { Request } from "./faults.ts";

/** Sends a request on its way: what happens to it there, and to its answer. */
export type Call = <T>(request: Request, arrive: () => Promise<T>) => Promise<T>;

/** A broker as one of its clients sees it: every request goes through `call`. */
export function remote(broker: ReturnType<typeof answering>, call: Call): Broker {
  return {
    nodeId: broker.nodeId,
    isConnected: () => true,
    disconnect: async () => {},
    metadata: (topics) => call("metadata", () => broker.metadata(topics)),
    fetch: (of) => call("fetch", () => broker.fetch(of)),
    listOffsets: (of) => call("listOffsets", () => broker.listOffsets(of)),
    initProducerId: (of) => call("initProducerId", () => broker.initProducerId(of)),
    addPartitionsToTxn: (of) => call("addPartitionsToTxn", () => broker.addPartitionsToTxn(of)),
    produce: (of) => call("produce", () => broker.produce(of)),
    addOffsetsToTxn: (of) => call("addOffsetsToTxn", () => broker.addOffsetsToTxn(of)),
    txnOffsetCommit: (of) => call("txnOffsetCommit", () => broker.txnOffsetCommit(of)),
    endTxn: (of) => call("endTxn", () => broker.endTxn(of)),
    joinGroup: (of) => call("joinGroup", () => broker.joinGroup(of)),
    syncGroup: (of) => call("syncGroup", () => broker.syncGroup(of)),
    heartbeat: (of) => call("heartbeat", () => broker.heartbeat(of)),
    leaveGroup: (of) => call("leaveGroup", () => broker.leaveGroup(of)),
    offsetFetch: (of) => call("offsetFetch", () => broker.offsetFetch(of)),
    createTopics: (of) => call("createTopics", () => broker.createTopics(of)),
    deleteTopics: (of) => call("deleteTopics", () => broker.deleteTopics(of)),
    deleteRecords: (of) => call("deleteRecords", () => broker.deleteRecords(of)),
    describeConfigs: (of) => call("describeConfigs", () => broker.describeConfigs(of)),
  };
}

/** An error as a broker's answer brings it. */
export const protocolError = (type: string): Error =>
  Object.assign(new Error(type), { name: "KafkaJSProtocolError", type });

/** No answer in time: done or not, nobody knows. */
export const noAnswer = (request: string): Error =>
  Object.assign(new Error(`${request} timed out`), { name: "KafkaJSRequestTimeoutError" });

export const noConnection = (): Error =>
  Object.assign(new Error("connection refused"), { name: "KafkaJSConnectionError" });

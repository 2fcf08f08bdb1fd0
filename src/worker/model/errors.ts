/** Without a stack, which nobody reads here and which costs more than the rest of a request. */
const made = (name: string, message: string, type?: string): Error =>
  Object.assign(Object.create(Error.prototype) as Error, { name, message, type });

/** An error as a broker's answer brings it. */
export const protocolError = (type: string): Error => made("KafkaJSProtocolError", type, type);

/** No answer in time: done or not, nobody knows. */
export const noAnswer = (request: string): Error =>
  made("KafkaJSRequestTimeoutError", `${request} timed out`);

export const noConnection = (): Error => made("KafkaJSConnectionError", "connection refused");

/** What a look at brokers and topics found. */
export interface Finding {
  readonly level: "good" | "warning" | "error";
  /** A topic, the group, the brokers. */
  readonly about: string;
  readonly message: string;
  /** What to do; there is none where all is well. */
  readonly remedy?: string;
}

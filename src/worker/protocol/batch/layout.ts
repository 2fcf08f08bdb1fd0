/**
 * Where things stand in a record batch (Kafka's message format 2): first offset 0, bytes that follow 8,
 * leader's epoch 12, magic 16, check sum 17, attributes 21, last offset delta 23, first timestamp 27,
 * greatest 35, producer 43, its epoch 51, first sequence 53, count 57, records.
 */
export const LENGTH_AT = 8;
export const MAGIC_AT = 16;
export const CHECK_AT = 17;
export const ATTRIBUTES_AT = 21;
export const LAST_DELTA_AT = 23;
export const FIRST_TIME_AT = 27;
export const GREATEST_TIME_AT = 35;
export const PRODUCER_AT = 43;
export const EPOCH_AT = 51;
export const SEQUENCE_AT = 53;
export const COUNT_AT = 57;
export const RECORDS_AT = 61;

/** What stands before the bytes that the length counts. */
export const BEFORE_LENGTH = 12;
export const MAGIC = 2;

export const COMPRESSION = 0x07;
export const BROKER_TIME = 0x08;
export const TRANSACTIONAL = 0x10;
export const CONTROL = 0x20;

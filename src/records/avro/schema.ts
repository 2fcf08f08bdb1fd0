/** An Avro schema as it is read: names are full, and a type that names itself is the same object again. */
export type AvroType =
  | { readonly kind: "null" | "boolean" | "float" | "double" }
  | { readonly kind: "int" | "long" | "bytes" | "string"; readonly logical: Logical | null }
  | NamedType
  | { readonly kind: "array"; readonly items: AvroType }
  | { readonly kind: "map"; readonly values: AvroType }
  | { readonly kind: "union"; readonly branches: readonly AvroType[] };

export type NamedType = RecordType | EnumType | FixedType;

export interface RecordType {
  readonly kind: "record";
  readonly name: string;
  readonly aliases: readonly string[];
  readonly fields: readonly AvroField[];
}

export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  readonly aliases: readonly string[];
  readonly symbols: readonly string[];
}

export interface FixedType {
  readonly kind: "fixed";
  readonly name: string;
  readonly aliases: readonly string[];
  readonly size: number;
  readonly logical: Logical | null;
}

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  /** As JSON; undefined: none. */
  readonly default: unknown;
}

/** Logical types that are read as what they mean; others are what they are made of. */
export type Logical =
  | { readonly name: "decimal"; readonly scale: number }
  | { readonly name: Instant | "date" | "uuid" };

/** `local-…` is read in the zone that the `events` block declares. */
export type Instant =
  | "timestamp-millis"
  | "timestamp-micros"
  | "timestamp-nanos"
  | "local-timestamp-millis"
  | "local-timestamp-micros"
  | "local-timestamp-nanos";

/** What is wrong with a schema, in one sentence that names the place. */
export class SchemaFault extends Error {}

/** Reads a schema; `known`: types of other schemas that it may name. Throws `SchemaFault`. */
export function parseSchema(
  text: string,
  known: ReadonlyMap<string, NamedType> = new Map(),
): AvroType {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SchemaFault(`The schema is no JSON: ${(error as Error).message}`);
  }
  return new SchemaReader(known).type(json, "", "the schema");
}

const PRIMITIVES = [
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
] as const;
type Primitive = (typeof PRIMITIVES)[number];
const isPrimitive = (name: unknown): name is Primitive =>
  (PRIMITIVES as readonly unknown[]).includes(name);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const FULL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
/** Of a fixed type; more is nothing that anybody sends. */
const FIXED_MAX = 1 << 24;
const NESTING_MAX = 200;

type Properties = Readonly<Record<string, unknown>>;

class SchemaReader {
  readonly #named: Map<string, NamedType>;
  #depth = 0;

  constructor(known: ReadonlyMap<string, NamedType>) {
    this.#named = new Map(known);
  }

  /** `place`: where it stands, as a person would say. */
  type(json: unknown, namespace: string, place: string): AvroType {
    if (++this.#depth > NESTING_MAX) throw new SchemaFault(`${place} is nested too deep`);
    const type = this.#type(json, namespace, place);
    this.#depth--;
    return type;
  }

  #type(json: unknown, namespace: string, place: string): AvroType {
    if (typeof json === "string") return this.#called(json, namespace, place);
    if (Array.isArray(json)) return this.#union(json, namespace, place);
    if (typeof json !== "object" || json === null)
      throw new SchemaFault(`${place} is ${JSON.stringify(json)}, which is no type`);
    const properties = json as Properties;
    const { type } = properties;
    switch (type) {
      case "record":
      case "error":
        return this.#record(properties, namespace, place);
      case "enum":
        return this.#enum(properties, namespace, place);
      case "fixed":
        return this.#fixed(properties, namespace, place);
      case "array":
        return { kind: "array", items: this.type(properties.items, namespace, `${place}, items`) };
      case "map":
        return { kind: "map", values: this.type(properties.values, namespace, `${place}, values`) };
    }
    if (isPrimitive(type)) return primitive(type, properties);
    // `{"type": {"type": "string"}}`
    return this.type(type, namespace, place);
  }

  #called(name: string, namespace: string, place: string): AvroType {
    if (isPrimitive(name)) return primitive(name, {});
    const full = fullName(name, namespace);
    const type = this.#named.get(full) ?? this.#named.get(name);
    if (type === undefined)
      throw new SchemaFault(`${place} names the type ${name}, which is not known`);
    return type;
  }

  #union(json: readonly unknown[], namespace: string, place: string): AvroType {
    const branches = json.map((each, i) => this.type(each, namespace, `${place}, branch ${i + 1}`));
    if (branches.some(({ kind }) => kind === "union"))
      throw new SchemaFault(`${place} is a union within a union`);
    return { kind: "union", branches };
  }

  #record(properties: Properties, given: string, place: string): AvroType {
    const { name, namespace, aliases } = namesOf(properties, given, place);
    const { fields: list } = properties;
    if (!Array.isArray(list)) throw new SchemaFault(`the record ${name} has no list of fields`);
    const fields: AvroField[] = [];
    const record: RecordType = { kind: "record", name, aliases, fields };
    this.#learn(record, place);
    for (const each of list as readonly unknown[]) {
      const field = (typeof each === "object" && each !== null ? each : {}) as Properties;
      const { name: fieldName } = field;
      if (typeof fieldName !== "string" || !NAME.test(fieldName))
        throw new SchemaFault(`${JSON.stringify(fieldName)} is no name for a field of ${name}`);
      if (fields.some((other) => other.name === fieldName))
        throw new SchemaFault(`the record ${name} has two fields ${fieldName}`);
      fields.push({
        name: fieldName,
        aliases: texts(field.aliases),
        type: this.type(field.type, namespace, `\`${fieldName}\` of ${name}`),
        default: field.default,
      });
    }
    return record;
  }

  #enum(properties: Properties, given: string, place: string): AvroType {
    const { name, aliases } = namesOf(properties, given, place);
    const symbols = texts(properties.symbols);
    if (symbols.length === 0) throw new SchemaFault(`the enum ${name} has no symbols`);
    return this.#learn({ kind: "enum", name, aliases, symbols }, place);
  }

  #fixed(properties: Properties, given: string, place: string): AvroType {
    const { name, aliases } = namesOf(properties, given, place);
    const { size } = properties;
    if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > FIXED_MAX)
      throw new SchemaFault(`the size of ${name} is ${JSON.stringify(size)}`);
    const logical = logicalOf("fixed", properties, size);
    return this.#learn({ kind: "fixed", name, aliases, size, logical }, place);
  }

  #learn(type: NamedType, place: string): NamedType {
    const known = this.#named.get(type.name);
    if (known !== undefined && !this.#foreign(known))
      throw new SchemaFault(`${place} defines ${type.name} a second time`);
    this.#named.set(type.name, type);
    this.#own.add(type);
    return type;
  }

  readonly #own = new Set<NamedType>();
  #foreign(type: NamedType): boolean {
    return !this.#own.has(type);
  }
}

function primitive(kind: Primitive, properties: Properties): AvroType {
  if (kind === "int" || kind === "long" || kind === "bytes" || kind === "string")
    return { kind, logical: logicalOf(kind, properties, 0) };
  return { kind };
}

/** One that does not fit what it is made of is ignored, as Avro says. */
function logicalOf(kind: string, properties: Properties, size: number): Logical | null {
  const { logicalType: name, scale = 0 } = properties;
  if (name === "decimal") {
    const places = typeof scale === "number" && Number.isInteger(scale) && scale >= 0;
    return (kind === "bytes" || kind === "fixed") && places ? { name, scale } : null;
  }
  if (name === "date") return kind === "int" ? { name } : null;
  if (name === "uuid") return kind === "fixed" && size === 16 ? { name } : null;
  return kind === "long" && isInstant(name) ? { name } : null;
}

const isInstant = (name: unknown): name is Instant =>
  typeof name === "string" && /^(local-)?timestamp-(millis|micros|nanos)$/.test(name);

function namesOf(properties: Properties, given: string, place: string) {
  const { name, namespace: said } = properties;
  if (typeof name !== "string" || !FULL_NAME.test(name))
    throw new SchemaFault(`${place} has ${JSON.stringify(name)} for a name`);
  const full = fullName(name, typeof said === "string" ? said : given);
  const namespace = full.slice(0, Math.max(0, full.lastIndexOf(".")));
  const aliases = texts(properties.aliases).map((alias) => fullName(alias, namespace));
  return { name: full, namespace, aliases };
}

const fullName = (name: string, namespace: string): string =>
  name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;

const texts = (json: unknown): readonly string[] =>
  Array.isArray(json) ? json.filter((each): each is string => typeof each === "string") : [];

/** Every record, enum and fixed in it, by full name. */
export function namedTypes(type: AvroType, into: Map<string, NamedType> = new Map()) {
  switch (type.kind) {
    case "record":
      if (into.has(type.name)) return into;
      into.set(type.name, type);
      for (const field of type.fields) namedTypes(field.type, into);
      break;
    case "enum":
    case "fixed":
      into.set(type.name, type);
      break;
    case "array":
      namedTypes(type.items, into);
      break;
    case "map":
      namedTypes(type.values, into);
      break;
    case "union":
      for (const branch of type.branches) namedTypes(branch, into);
  }
  return into;
}

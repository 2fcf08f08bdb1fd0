/**
 * The places of a record that a vocabulary names, as a tree of names.
 * A reader walks it beside the record, so that everything else is checked but not kept.
 */
export interface Projection {
  /** The wanted paths; a slot is an index into this list. */
  readonly paths: readonly (readonly string[])[];
  readonly root: ProjectionNode;
}

export interface ProjectionNode {
  /** The slot that ends here; -1: only something below is wanted. */
  readonly slot: number;
  readonly names: readonly string[];
  readonly children: readonly ProjectionNode[];
  /** Children that an array's elements answer to: `0`, `1`, … without leading zeros. */
  readonly byIndex: ReadonlyMap<number, number>;
  /** Per child, the stamp of the object that had it last: tells a name given twice. */
  readonly seen: Float64Array;
  /** Stands before the first member: records of one source look alike, so what followed once is tried first. */
  readonly opening: Member;
  /** The wanted names first, then others as they were met, up to a limit. */
  readonly members: Member[];
}

/** A name that was met, and the two that followed it last. */
export interface Member {
  /** UTF-8, with the closing quote. */
  readonly bytes: Uint8Array;
  /** The same, four bytes each, the last one overlapping; empty where there are less than four. */
  readonly words: Int32Array;
  /** Index into `children`; -1: not wanted. */
  readonly child: number;
  next: Member | null;
  alternative: Member | null;
}

export function compileProjection(wanted: readonly (readonly string[])[]): Projection {
  const paths: (readonly string[])[] = [];
  const slots = new Map<string, number>();
  for (const path of wanted) {
    const spelled = JSON.stringify(path);
    if (slots.has(spelled)) continue;
    slots.set(spelled, paths.length);
    paths.push(path);
  }
  return { paths, root: node(paths.map((path, slot) => ({ path, slot }))) };
}

/** The slot of a path that was given to `compileProjection`. */
export function slotOf(projection: Projection, path: readonly string[]): number {
  const spelled = JSON.stringify(path);
  const slot = projection.paths.findIndex((each) => JSON.stringify(each) === spelled);
  if (slot < 0) throw new Error(`a path that was not compiled: ${path.join(".")}`);
  return slot;
}

interface Rest {
  readonly path: readonly string[];
  readonly slot: number;
}

function node(rests: readonly Rest[]): ProjectionNode {
  const below = new Map<string, Rest[]>();
  let slot = -1;
  for (const rest of rests) {
    const [name, ...path] = rest.path;
    if (name === undefined) slot = rest.slot;
    else below.set(name, [...(below.get(name) ?? []), { path, slot: rest.slot }]);
  }
  const names = [...below.keys()];
  const byIndex = new Map<number, number>();
  names.forEach((name, child) => {
    if (/^(0|[1-9][0-9]{0,8})$/.test(name)) byIndex.set(Number(name), child);
  });
  const encoder = new TextEncoder();
  return {
    slot,
    names,
    children: [...below.values()].map(node),
    byIndex,
    seen: new Float64Array(names.length),
    opening: member(new Uint8Array(0), -1),
    members: names.map((name, child) => member(encoder.encode(`${name}"`), child)),
  };
}

/** `bytes`: the name's, with the closing quote. */
export function member(bytes: Uint8Array, child: number): Member {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 4 ? 0 : Math.ceil(bytes.length / 4);
  const words = Int32Array.from({ length: count }, (_, k) =>
    view.getInt32(Math.min(4 * k, bytes.length - 4), true),
  );
  return { bytes, words, child, next: null, alternative: null };
}

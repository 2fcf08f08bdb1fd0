/**
 * Belonging to a consumer group. What is shared out is tasks, by number: task n is partition n of
 * every input topic, so that equally numbered partitions always meet in one member.
 */
export interface MembershipOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatMs: number;
  /** What the others may know of us: where to ask for our sessions, say. */
  readonly address: string;
  /** A new generation: these tasks are ours now. Never while `revoked` runs. */
  assigned(generation: Generation): void;
  /**
   * The generation is over; the group waits for our answer, up to the rebalance timeout. `lost`:
   * it does not wait, others may own the tasks already.
   */
  revoked(generation: Generation, lost: boolean): Promise<void>;
  /** The group could not be joined; it is tried again. */
  outside(why: string): void;
  /** The group cannot be joined again; nothing more will be assigned. */
  ended(reason: Error): void;
}

export interface Generation {
  readonly id: number;
  readonly memberId: string;
  readonly tasks: readonly number[];
  /** The address of each task's owner. */
  readonly owners: ReadonlyMap<number, string>;
}

export interface Membership {
  /**
   * Whether the generation is current and the group has heard of us within the session timeout.
   * Saves work only: what keeps two owners apart is the fencing of the transactional id.
   */
  alive(): boolean;
  /** Asks the group: whether the generation is still current. `false` also where nobody answers. */
  confirm(): Promise<boolean>;
  /** Asks for a new generation: what a task that lost its transactional id may be opened in again. */
  rejoin(): void;
  leave(): Promise<void>;
}

export interface Candidate {
  readonly memberId: string;
  readonly address: string;
  /** What it had in its last generation, if it still has it. */
  readonly held: readonly number[];
}

/**
 * Shares tasks 0 … count − 1 out: each member gets the same number or one more, keeps what it held
 * as far as its share allows, and the outcome depends on the candidates only, not on their order.
 */
export function shareOut(
  count: number,
  candidates: readonly Candidate[],
): ReadonlyMap<string, readonly number[]> {
  const members = [...candidates].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const least = Math.floor(count / members.length);
  let larger = count % members.length;
  const owner = new Map<number, string>();
  const shares = new Map<string, number[]>(members.map((m) => [m.memberId, []]));
  const room = new Map<string, number>();

  // Those who hold most keep the larger shares: fewest moves.
  const byHeld = [...members].sort((a, b) => b.held.length - a.held.length);
  for (const member of byHeld) {
    const extra = larger > 0 ? 1 : 0;
    larger -= extra;
    room.set(member.memberId, least + extra);
    for (const task of member.held) {
      if (task >= count || owner.has(task) || room.get(member.memberId) === 0) continue;
      owner.set(task, member.memberId);
      room.set(member.memberId, room.get(member.memberId)! - 1);
    }
  }
  for (let task = 0; task < count; task++) {
    const free = members.find((m) => (room.get(m.memberId) ?? 0) > 0);
    if (!owner.has(task) && free) {
      owner.set(task, free.memberId);
      room.set(free.memberId, room.get(free.memberId)! - 1);
    }
    shares.get(owner.get(task)!)?.push(task);
  }
  return shares;
}

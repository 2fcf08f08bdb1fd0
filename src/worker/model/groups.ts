import type { JoinedGroup } from "../protocol/requests.ts";
import { protocolError } from "./errors.ts";
import type { VirtualTime } from "./time.ts";

export interface JoinRequest {
  readonly groupId: string;
  readonly memberId: string;
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly groupProtocols: readonly { readonly metadata: Buffer }[];
}

export interface SyncRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupAssignment: readonly { memberId: string; memberAssignment: Buffer }[];
}

interface Member {
  readonly id: string;
  metadata: Buffer;
  sessionMs: number;
  rebalanceMs: number;
  heardMs: number;
  joining: ((answer: JoinedGroup) => void) | undefined;
  syncing: { done(assignment: Buffer): void; failed(error: Error): void } | undefined;
  assignment: Buffer;
}

interface Group {
  state: "empty" | "joining" | "syncing" | "stable";
  generation: number;
  leader: string;
  members: Map<string, Member>;
  offsets: Map<string, number>;
  /** Of transactions that are not decided, by producer. */
  pending: Map<string, Map<string, number>>;
}

/** The group coordinator for classic groups. */
export interface Groups {
  join(request: JoinRequest): Promise<JoinedGroup>;
  sync(request: SyncRequest): Promise<Buffer>;
  heartbeat(of: { groupId: string; groupGenerationId: number; memberId: string }): void;
  leave(of: { groupId: string; memberId: string }): void;
  prepareOffset(group: string, producerId: string, partition: string, offset: number): void;
  decide(group: string, producerId: string, commit: boolean): void;
  /** As an operator's tool does, or the retention of positions. */
  forgetOffsets(group: string): void;
  /** What is committed; pending transactions do not show, as in the request's old version. */
  offset(group: string, partition: string): number;
}

export function createGroups(time: VirtualTime): Groups {
  const groups = new Map<string, Group>();
  let named = 0;

  const groupOf = (id: string): Group => {
    let group = groups.get(id);
    if (!group) {
      group = {
        state: "empty",
        generation: 0,
        leader: "",
        members: new Map(),
        offsets: new Map(),
        pending: new Map(),
      };
      groups.set(id, group);
    }
    return group;
  };

  function memberOf(group: Group, id: string): Member {
    const member = group.members.get(id);
    if (!member) throw protocolError("UNKNOWN_MEMBER_ID");
    return member;
  }

  /** Who waits for an answer is not silent. */
  function watch(group: Group, member: Member): void {
    member.heardMs = time.nowMs();
    const dueMs = member.heardMs + member.sessionMs;
    time.at(dueMs, () => {
      if (group.members.get(member.id) !== member || member.joining || member.syncing) return;
      if (time.nowMs() - member.heardMs < member.sessionMs) return;
      remove(group, member);
    });
  }

  function remove(group: Group, member: Member): void {
    group.members.delete(member.id);
    if (group.members.size === 0) group.state = "empty";
    else if (group.state === "joining") complete(group);
    else rebalance(group);
  }

  function rebalance(group: Group): void {
    if (group.state === "joining") return;
    group.state = "joining";
    for (const member of group.members.values()) {
      member.syncing?.failed(protocolError("REBALANCE_IN_PROGRESS"));
      member.syncing = undefined;
    }
    const generation = group.generation;
    const patience = Math.max(...[...group.members.values()].map((m) => m.rebalanceMs));
    time.at(time.nowMs() + patience, () => {
      if (group.state !== "joining" || group.generation !== generation) return;
      for (const member of [...group.members.values()]) {
        if (!member.joining) group.members.delete(member.id);
      }
      if (group.members.size === 0) group.state = "empty";
      else complete(group);
    });
  }

  /** Goes on once everyone has joined again. */
  function complete(group: Group): void {
    const members = [...group.members.values()];
    if (members.some((member) => !member.joining)) return;
    group.generation++;
    group.state = "syncing";
    if (!group.members.has(group.leader)) group.leader = members[0]!.id;
    for (const member of members) {
      const leads = member.id === group.leader;
      const all = members.map(({ id, metadata }) => ({ memberId: id, memberMetadata: metadata }));
      member.joining?.({
        generationId: group.generation,
        leaderId: group.leader,
        memberId: member.id,
        members: leads ? all : [],
      });
      member.joining = undefined;
      watch(group, member);
    }
  }

  return {
    join(request) {
      const group = groupOf(request.groupId);
      const id = request.memberId || `member-${String(++named).padStart(6, "0")}`;
      if (request.memberId) memberOf(group, id);
      const member: Member = group.members.get(id) ?? {
        id,
        metadata: Buffer.alloc(0),
        sessionMs: 0,
        rebalanceMs: 0,
        heardMs: 0,
        joining: undefined,
        syncing: undefined,
        assignment: Buffer.alloc(0),
      };
      member.metadata = request.groupProtocols[0]!.metadata;
      member.sessionMs = request.sessionTimeout;
      member.rebalanceMs = request.rebalanceTimeout;
      group.members.set(id, member);
      return new Promise((done) => {
        member.joining = done;
        rebalance(group);
        complete(group);
      });
    },
    sync({ groupId, generationId, memberId, groupAssignment }) {
      const group = groupOf(groupId);
      const member = memberOf(group, memberId);
      if (generationId !== group.generation) throw protocolError("ILLEGAL_GENERATION");
      if (group.state === "joining") throw protocolError("REBALANCE_IN_PROGRESS");
      watch(group, member);
      if (group.state === "stable") return Promise.resolve(member.assignment);
      return new Promise((done, failed) => {
        member.syncing = { done, failed };
        if (memberId !== group.leader) return;
        group.state = "stable";
        for (const other of group.members.values()) {
          const given = groupAssignment.find((a) => a.memberId === other.id);
          other.assignment = given?.memberAssignment ?? Buffer.alloc(0);
          other.syncing?.done(other.assignment);
          other.syncing = undefined;
          watch(group, other);
        }
      });
    },
    heartbeat({ groupId, groupGenerationId, memberId }) {
      const group = groupOf(groupId);
      const member = memberOf(group, memberId);
      if (groupGenerationId !== group.generation) throw protocolError("ILLEGAL_GENERATION");
      watch(group, member);
      if (group.state === "joining") throw protocolError("REBALANCE_IN_PROGRESS");
    },
    leave({ groupId, memberId }) {
      const group = groupOf(groupId);
      remove(group, memberOf(group, memberId));
    },
    prepareOffset(id, producerId, partition, offset) {
      const { pending } = groupOf(id);
      const positions = pending.get(producerId) ?? new Map<string, number>();
      pending.set(producerId, positions.set(partition, offset));
    },
    decide(id, producerId, commit) {
      const group = groupOf(id);
      const positions = group.pending.get(producerId);
      group.pending.delete(producerId);
      if (commit) for (const [name, offset] of positions ?? []) group.offsets.set(name, offset);
    },
    forgetOffsets(id) {
      groupOf(id).offsets.clear();
    },
    offset: (id, partition) => groupOf(id).offsets.get(partition) ?? -1,
  };
}

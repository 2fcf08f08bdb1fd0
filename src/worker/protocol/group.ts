import { isFailure, TransportFailure } from "../failure.ts";
import {
  type Candidate,
  type Generation,
  type Membership,
  type MembershipOptions,
  shareOut,
} from "../membership.ts";
import type { Clock } from "../transport.ts";
import type { Connection } from "./connection.ts";
import { isTransient, typeOf } from "./failures.ts";
import type { JoinedGroup, MemberCodecs } from "./requests.ts";

const PROTOCOL = "pushdown-tasks";
const VERSION = 1;

/** The group has gone on without us. */
const LOST = new Set(["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "FENCED_INSTANCE_ID"]);
const REBALANCING = "REBALANCE_IN_PROGRESS";

interface Told {
  readonly address: string;
  readonly held: readonly number[];
}

const told = (value: object): Buffer => Buffer.from(JSON.stringify(value));
const read = <T>(bytes: Buffer | undefined, otherwise: T): T =>
  bytes === undefined || bytes.length === 0 ? otherwise : (JSON.parse(bytes.toString()) as T);

/**
 * The classic group protocol, without kafkajs' consumer: that one reads while it is a member, and
 * tells of a revoked assignment only when it is over. Joins, heartbeats and joins again until `leave`.
 */
export function joinGroup(
  codecs: MemberCodecs,
  connection: Connection,
  options: MembershipOptions,
  clock: Clock,
): Membership {
  const { group, topics, sessionTimeoutMs, rebalanceTimeoutMs } = options;
  let memberId = "";
  let current: Generation | undefined;
  let heardMs = Number.NEGATIVE_INFINITY;
  let leaving = false;
  let again = false;
  let live = false;
  /** Ends the pause between two heartbeats. */
  let wake = (): void => {};

  const coordinator = () => connection.coordinator("group", group);

  async function joined(): Promise<JoinedGroup> {
    const held = current?.tasks ?? [];
    const userData = told({ address: options.address, held } satisfies Told);
    const metadata = codecs.memberMetadata.encode({ version: 1, topics: [...topics], userData });
    const answer = await connection.patiently(`joining group ${group}`, async () =>
      (await coordinator()).joinGroup({
        groupId: group,
        sessionTimeout: sessionTimeoutMs,
        rebalanceTimeout: rebalanceTimeoutMs,
        memberId,
        groupProtocols: [{ name: PROTOCOL, metadata }],
      }),
    );
    memberId = answer.memberId;
    return answer;
  }

  async function taskCount(): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (const topic of topics) {
      const count = await connection.partitionCount(topic);
      if (count === undefined)
        throw new TransportFailure("missing", `topic ${topic} does not exist`);
      least = Math.min(least, count);
    }
    return least;
  }

  /** What the leader hands to the coordinator for every member. */
  async function shares(answer: JoinedGroup): Promise<object[]> {
    if (answer.leaderId !== answer.memberId) return [];
    const candidates = answer.members.map((member): Candidate => {
      const said = codecs.memberMetadata.decode(member.memberMetadata);
      const { address, held } = read<Told>(said?.userData, { address: "", held: [] });
      return { memberId: member.memberId, address, held };
    });
    const shared = shareOut(await taskCount(), candidates);
    const owners = candidates.flatMap(({ memberId: id, address }) =>
      (shared.get(id) ?? []).map((task) => [task, address]),
    );
    return candidates.map(({ memberId: id }) => ({
      memberId: id,
      memberAssignment: codecs.memberAssignment.encode({
        version: VERSION,
        assignment: Object.fromEntries(topics.map((t) => [t, [...(shared.get(id) ?? [])]])),
        userData: told(owners),
      }),
    }));
  }

  async function enter(): Promise<Generation> {
    const answer = await joined();
    const groupAssignment = await shares(answer);
    const { memberAssignment } = await (await coordinator()).syncGroup({
      groupId: group,
      generationId: answer.generationId,
      memberId,
      groupAssignment,
    });
    const assignment = codecs.memberAssignment.decode(memberAssignment);
    return {
      id: answer.generationId,
      memberId,
      tasks: assignment?.assignment[topics[0]!] ?? [],
      owners: new Map(read<[number, string][]>(assignment?.userData, [])),
    };
  }

  /** Resolves with whether the group has given our tasks away. */
  async function beat(generation: Generation): Promise<boolean> {
    for (;;) {
      const woken = new Promise<void>((now) => {
        wake = now;
      });
      if (!leaving && !again) await Promise.race([clock.sleep(options.heartbeatMs), woken]);
      if (leaving || again) return false;
      try {
        const request = { groupId: group, groupGenerationId: generation.id, memberId };
        await (await coordinator()).heartbeat(request);
        heardMs = clock.nowMs();
      } catch (error) {
        const type = typeOf(error);
        if (type === REBALANCING) return false;
        if (LOST.has(type)) return true;
        if (!isTransient(error)) throw error;
        if (clock.nowMs() - heardMs > sessionTimeoutMs) return true;
      }
    }
  }

  async function once(): Promise<void> {
    again = false;
    try {
      current = await enter();
    } catch (error) {
      const type = typeOf((error as Error).cause ?? error);
      if (LOST.has(type)) memberId = "";
      const mends = LOST.has(type) || type === REBALANCING || isTransient(error);
      if (!mends && !isFailure(error, "unavailable")) throw error;
      if (type !== REBALANCING) options.outside((error as Error).message);
      await clock.sleep(options.heartbeatMs);
      return;
    }
    heardMs = clock.nowMs();
    const generation = current;
    live = true;
    options.assigned(generation);
    const lost = await beat(generation).finally(() => {
      live = false;
    });
    await options.revoked(generation, lost);
    if (lost) {
      memberId = "";
      current = undefined;
    }
  }

  const over = (async () => {
    while (!leaving) await once();
  })().catch((error: Error) => {
    if (!leaving) options.ended(error);
  });

  return {
    alive: () => live && clock.nowMs() - heardMs < sessionTimeoutMs,
    async confirm() {
      const generation = current;
      if (!live || generation === undefined) return false;
      try {
        const request = { groupId: group, groupGenerationId: generation.id, memberId };
        await (await coordinator()).heartbeat(request);
      } catch {
        return false; // the next heartbeat finds out why
      }
      if (!live || current !== generation) return false;
      heardMs = clock.nowMs();
      return true;
    },
    rejoin() {
      again = true;
      wake();
    },
    async leave() {
      leaving = true;
      wake();
      // It may be waiting for the others to join.
      await Promise.race([over, clock.sleep(options.heartbeatMs)]);
      if (memberId) {
        await coordinator()
          .then((broker) => broker.leaveGroup({ groupId: group, memberId }))
          .catch(() => {}); // the session timeout does it then
      }
      await connection.close();
    },
  };
}

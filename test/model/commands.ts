import fc from 'fast-check';
import { ADMIN, type ProvisionerTags, type StormModel } from '../../src/model/index.js';
import { parseSchedule } from '../../src/time/index.js';
import { MINUTE, SECOND } from './scenario.js';

/** One thing that somebody does to a deployment, some time after the one before. */
export interface Command {
  readonly afterUs: number;
  readonly kind:
    | 'owner'
    | 'status'
    | 'workspace'
    | 'start'
    | 'stop'
    | 'delete'
    | 'schedule'
    | 'dormant'
    | 'cancel'
    | 'ttl'
    | 'deadline'
    | 'add'
    | 'remove'
    | 'kill'
    | 'restart'
    | 'wait';
  /** Picks the subject, whatever the number of owners or workspaces is by then. */
  readonly subject: number;
  /** Picks among what can be done to it. */
  readonly choice: number;
}

const SCHEDULES = [
  null,
  ...['* * * * *', '*/3 * * * *', '1-59/2 * * * *', 'CRON_TZ=Europe/Berlin */5 * * * *'].map((text) =>
    parseSchedule(text),
  ),
];
/** What provisioners may be tagged with; jobs have the first two. */
export const TAG_SETS: readonly ProvisionerTags[] = [{}, { gpu: 'yes' }, { gpu: 'yes', zone: 'a' }];
const TTLS = [null, MINUTE, 2 * MINUTE, 5 * MINUTE];
const STATUSES = ['active', 'active', 'dormant', 'suspended'] as const;

const command = fc.record<Command>({
  afterUs: fc.oneof(fc.constant(0), fc.nat(3 * SECOND), fc.nat(MINUTE), fc.constant(30 * SECOND)),
  kind: fc.constantFrom(
    ...(['owner', 'status', 'workspace', 'workspace', 'start', 'stop', 'stop', 'stop', 'stop'] as const),
    ...(['delete', 'schedule', 'schedule', 'dormant', 'cancel', 'cancel', 'wait', 'wait'] as const),
    ...(['ttl', 'deadline', 'add', 'add', 'remove', 'kill', 'restart'] as const),
  ),
  subject: fc.nat(1_000),
  choice: fc.nat(1_000),
});

/** Two active owners with six workspaces, most of them scheduled, so that commands have somebody to meet. */
const OPENING: readonly Command[] = [
  ...Array.from({ length: 2 }, () => ({ afterUs: 0, kind: 'owner', subject: 0, choice: 0 }) as const),
  ...Array.from({ length: 6 }, (_, i) => ({ afterUs: i, kind: 'workspace', subject: i, choice: i }) as const),
];

/** Sequences of commands within an hour or so, thick enough that workspaces, jobs and ticks meet. */
export const commandLists = fc
  .array(command, { minLength: 1, maxLength: 150, size: 'max' })
  .map((commands) => [...OPENING, ...commands]);

/** Applies a command at `atUs`; one without a subject to apply to is only a wait. */
export function apply(model: StormModel, atUs: number, owners: number[], command: Command): void {
  const { kind, subject, choice } = command;
  const owner = owners[subject % owners.length];
  if (kind === 'owner' || owner === undefined) {
    owners.push(model.addOwner(atUs, pick(STATUSES, choice)));
    return;
  }
  if (isOfFleet(kind)) {
    applyToFleet(model, atUs, kind, command);
    return;
  }
  const schedule = pick(SCHEDULES, choice);
  const workspaces = [...model.workspaces()];
  const workspace = workspaces[subject % workspaces.length];
  if (kind === 'workspace') {
    const name = `w${workspaces.length}`;
    const ttlUs = pick(TTLS, choice);
    const template = subject % 2;
    model.createWorkspace(atUs, { owner, name, initiator: owner, schedule, template, ttlUs });
  } else if (kind === 'status') {
    model.setOwnerStatus(atUs, owner, pick(STATUSES, choice));
  } else if (kind === 'wait' || workspace === undefined) {
    model.advanceTo(atUs);
  } else if (kind === 'schedule') {
    model.setSchedule(atUs, workspace.handle, schedule);
  } else if (kind === 'ttl') {
    model.setTtl(atUs, workspace.handle, pick(TTLS, choice));
  } else if (kind === 'deadline') {
    model.advanceTo(atUs);
    if (workspace.latest.deadlineUs !== null) {
      model.setDeadline(atUs, workspace.handle, atUs + choice * SECOND);
    }
  } else if (kind === 'dormant') {
    model.setDormant(atUs, workspace.handle, choice % 2 === 0);
  } else if (kind === 'cancel') {
    model.advanceTo(atUs); // what is the latest build may change until then
    model.cancelBuild(atUs, workspace.handle, workspace.latest.number);
  } else {
    model.createBuild(atUs, workspace.handle, {
      transition: kind,
      initiator: ADMIN,
      orphan: choice % 2 === 0,
    });
  }
}

type FleetKind = 'add' | 'remove' | 'kill' | 'restart';

function isOfFleet(kind: Command['kind']): kind is FleetKind {
  return ['add', 'remove', 'kill', 'restart'].includes(kind);
}

function applyToFleet(model: StormModel, atUs: number, kind: FleetKind, { subject, choice }: Command): void {
  const count = 1 + (subject % 2);
  if (kind === 'add') model.addProvisioners(atUs, { count, tags: pick(TAG_SETS, choice) });
  else if (kind === 'remove') model.removeProvisioners(atUs, { count });
  else if (kind === 'kill') model.killProvisioners(atUs, { count });
  else model.restart(atUs, atUs + (choice % 200) * SECOND);
}

function pick<T>(from: readonly T[], choice: number): T {
  return from[choice % from.length] as T;
}

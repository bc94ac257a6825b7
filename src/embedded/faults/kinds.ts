import type { FaultKind } from './fault-rule.js';
import {
  closeCodeSetting,
  durationSetting,
  type FaultSetting,
  methodSetting,
  numberSetting,
  pathSetting,
  timeSetting,
  wordSetting,
} from './settings.js';

/** What one kind of fault is called, does, and can be told. */
export interface FaultKindEntry {
  /** How the grammar names it. */
  readonly name: string;
  /** What happens, for help. */
  readonly summary: string;
  /** The settings beyond those that every kind has. */
  readonly settings: readonly FaultSetting[];
}

const when = wordSetting('when', ['before', 'after']);
const target = [methodSetting, pathSetting];
const stream = wordSetting('stream', ['builds', 'workspaces']);

/** Every kind of fault. */
export const FAULT_KINDS: Readonly<Record<FaultKind, FaultKindEntry>> = {
  delay: {
    name: 'delay',
    summary: 'a request waits (real time) before it has its effect, or before its answer',
    settings: [timeSetting, when, ...target],
  },
  server_error: {
    name: 'server-error',
    summary: 'a request is answered with status 500 to 599, without effect or after it',
    settings: [numberSetting({ key: 'status', min: 500, max: 599 }), when, ...target],
  },
  too_many_requests: {
    name: 'too-many-requests',
    summary: 'a request is answered with 429, without effect',
    settings: [
      numberSetting({ key: 'retry-after', field: 'retryAfterSeconds', min: 0, max: 3600 }),
      ...target,
    ],
  },
  reset: { name: 'reset', summary: 'the connection is reset, without effect', settings: target },
  stall: {
    name: 'stall',
    summary: 'a request is not answered until its client gives up, without effect or after it',
    settings: [when, ...target],
  },
  slow_body: {
    name: 'slow-body',
    summary: 'the answer trickles (real time)',
    settings: [
      numberSetting({ key: 'bytes-per-second', field: 'bytesPerSecond', min: 1, max: 1e9 }),
      ...target,
    ],
  },
  malformed_body: {
    name: 'malformed-body',
    summary: 'a successful answer keeps its status but is not JSON',
    settings: [wordSetting('how', ['truncated', 'broken']), ...target],
  },
  lose_answer: {
    name: 'lose-answer',
    summary: 'a request has its effect, but the connection ends without an answer',
    settings: target,
  },
  restart: {
    name: 'restart',
    summary: 'the server goes down and comes back on the same port (deployment time)',
    settings: [
      durationSetting('for', 'downMs'),
      durationSetting('at', 'atMs'),
      wordSetting('connections', ['refuse', 'cut']),
      ...target,
    ],
  },
  drop_update: { name: 'drop-update', summary: 'an update is told to nobody', settings: [stream] },
  duplicate_update: {
    name: 'duplicate-update',
    summary: 'an update is told several times',
    settings: [numberSetting({ key: 'copies', min: 1, max: 1000 }), stream],
  },
  reorder_updates: {
    name: 'reorder-updates',
    summary: 'an update is told after the next ones (deployment time)',
    settings: [
      numberSetting({ key: 'hold', min: 1, max: 10_000 }),
      durationSetting('within', 'withinMs'),
      stream,
    ],
  },
  late_update: {
    name: 'late-update',
    summary: 'an update is told late (deployment time)',
    settings: [timeSetting, stream],
  },
  close_socket: {
    name: 'close-socket',
    summary: 'a WebSocket is closed, or cut off, instead of getting a message',
    settings: [closeCodeSetting, numberSetting({ key: 'after', min: 0, max: 1e9 }), pathSetting],
  },
};

/** The settings of every kind: when a rule fires. */
export const OCCURRENCE_SETTINGS: readonly FaultSetting[] = [
  numberSetting({ key: 'rate', min: 0, max: 1, fractions: true }),
  numberSetting({ key: 'skip', min: 0, max: 1e9 }),
  numberSetting({ key: 'count', min: 0, max: 1e9 }),
  durationSetting('from', 'fromMs'),
  durationSetting('until', 'untilMs'),
];

/** Every setting of one kind. */
export function settingsOf(kind: FaultKind): readonly FaultSetting[] {
  return [...FAULT_KINDS[kind].settings, ...OCCURRENCE_SETTINGS];
}

/** The kinds as the grammar names them. */
export const FAULT_KIND_NAMES: readonly string[] = Object.values(FAULT_KINDS).map(({ name }) => name);

/** The kind that the grammar names so; `_` stands for `-` too. */
export function kindNamed(name: string): FaultKind | undefined {
  const spelled = name.replaceAll('_', '-');
  return FAULT_KIND_LIST.find((kind) => FAULT_KINDS[kind].name === spelled);
}

/** Every kind, in the order of the table. */
export const FAULT_KIND_LIST = Object.keys(FAULT_KINDS) as readonly FaultKind[];

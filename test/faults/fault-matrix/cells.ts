import { FAULT_KIND_LIST, FAULT_KINDS, parseFaultRule } from '../../../src/embedded/faults/index.js';
import type { FaultKind, FaultRule } from '../../../src/embedded/index.js';
import { PHASES, type Phase } from './phases.js';

/** How a run follows builds. */
export const FEEDS = ['watch-all', 'poll'] as const;
export type Feed = (typeof FEEDS)[number];

/** One cell of the matrix: either what goes wrong in it, or why nothing can. */
export interface Cell {
  readonly fault: FaultKind;
  readonly phase: Phase;
  readonly feed: Feed;
  /** Rules that hold while the phase goes on. */
  readonly rules: readonly FaultRule[];
  /** Why this fault cannot meet this phase; `null`: it can. */
  readonly impossible: string | null;
}

/** Faults of updates and of the socket that carries them; all others are of requests. */
const OF_UPDATES: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'drop_update',
  'duplicate_update',
  'reorder_updates',
  'late_update',
  'close_socket',
]);

/** Whether a fault is of the updates that a socket carries, and not of requests. */
export function isOfUpdates(fault: FaultKind): boolean {
  return OF_UPDATES.has(fault);
}

/** Phases in which builds end, and so are told of. */
const BUILDS_END: ReadonlySet<Phase> = new Set<Phase>(['wait', 'stop', 'storm', 'cleanup']);

const WATCH_ALL = '/api/experimental/watch-all-workspacebuilds';

/** Requests that are a phase's own, so that a fault does not meet another phase that goes on at the same time. */
function targetsOf(phase: Phase, feed: Feed): readonly string[] {
  switch (phase) {
    case 'preflight':
      // Not build info: its first answer is waited for by a person, and a refusal is told at once.
      return [
        'method=GET,path=/api/v2/users*',
        'method=GET,path=/api/v2/organizations*',
        'method=GET,path=/api/v2/templates*',
      ];
    case 'user':
      return [
        'method=POST,path=/api/v2/users',
        `method=GET,path=${feed === 'poll' ? '/api/v2/workspaces' : WATCH_ALL}`,
      ];
    case 'login':
      return ['method=POST,path=/api/v2/users/login'];
    case 'create':
      return ['method=POST,path=/api/v2/users/*/workspaces'];
    case 'wait':
      return ['method=GET'];
    case 'stop':
      return ['method=POST,path=/api/v2/workspaces/*/builds'];
    case 'barrier':
      return ['method=PUT,path=/api/v2/workspaces/*/autostart'];
    case 'schedule':
      return ['method=PUT,path=/api/v2/workspaces/*/autostart', 'method=GET,path=/api/v2/workspaces'];
    case 'storm':
    case 'collect':
      return ['method=GET'];
    case 'cleanup':
      return ['method=GET', 'method=PUT', 'method=POST', 'method=DELETE'];
    default:
      return phase satisfies never;
  }
}

/** A fault's settings, several where it lies on either side of a request's effect. Each is over before the next try. */
const SETTINGS: Readonly<Record<FaultKind, readonly string[]>> = {
  // Within the time limit of a request, and beyond it: then the request had its effect and its answer is lost.
  delay: ['for=200ms,count=2', 'for=700ms,when=after,count=1'],
  server_error: ['status=500,count=1', 'status=502,when=after,count=1'],
  too_many_requests: ['retry-after=1,count=2'],
  reset: ['count=2'],
  stall: ['count=1', 'when=after,count=1'],
  slow_body: ['bytes-per-second=100,count=2'],
  malformed_body: ['how=truncated,count=1', 'how=broken,count=1'],
  lose_answer: ['count=2'],
  restart: ['for=30s,count=1'],
  drop_update: ['rate=0.7'],
  duplicate_update: ['copies=3'],
  reorder_updates: ['hold=2,within=20s'],
  late_update: ['for=40s'],
  close_socket: ['count=1', 'code=1000,count=1'],
};

function rulesOf(fault: FaultKind, phase: Phase, feed: Feed): readonly FaultRule[] {
  const targets = isOfUpdates(fault) ? [''] : targetsOf(phase, feed);
  return targets.flatMap((target) =>
    SETTINGS[fault].map((settings) =>
      parseFaultRule(`${FAULT_KINDS[fault].name}:${target === '' ? '' : `${target},`}${settings}`),
    ),
  );
}

function whyImpossible(fault: FaultKind, phase: Phase, feed: Feed): string | null {
  if (isOfUpdates(fault)) {
    if (feed === 'poll') return 'the poll opens no socket, and nobody watches updates';
    if (!BUILDS_END.has(phase)) return 'no build ends in this phase, so no update is told';
  }
  if (phase === 'barrier' && (fault === 'slow_body' || fault === 'malformed_body'))
    return 'the only requests of this phase are answered with 204, without a body';
  return null;
}

/** Every fault, in every phase, with either feed. */
export const CELLS: readonly Cell[] = FAULT_KIND_LIST.flatMap((fault) =>
  PHASES.flatMap((phase) =>
    FEEDS.map((feed): Cell => {
      const impossible = whyImpossible(fault, phase, feed);
      return {
        fault,
        phase,
        feed,
        impossible,
        rules: impossible === null ? rulesOf(fault, phase, feed) : [],
      };
    }),
  ),
);

/** The cells in which something can go wrong. */
export const POSSIBLE: readonly Cell[] = CELLS.filter(({ impossible }) => impossible === null);

/** The cells of every test run, few enough for it: each fault, each phase and each feed is among them. */
const EVERY_TIME: readonly (readonly [FaultKind, Phase, Feed])[] = [
  ['delay', 'preflight', 'poll'],
  ['server_error', 'user', 'watch-all'],
  ['malformed_body', 'user', 'poll'],
  ['too_many_requests', 'login', 'poll'],
  ['reset', 'create', 'watch-all'],
  ['restart', 'wait', 'poll'],
  ['duplicate_update', 'wait', 'watch-all'],
  ['stall', 'stop', 'poll'],
  ['reorder_updates', 'stop', 'watch-all'],
  ['lose_answer', 'barrier', 'poll'],
  ['lose_answer', 'schedule', 'watch-all'],
  ['drop_update', 'storm', 'watch-all'],
  ['close_socket', 'storm', 'watch-all'],
  ['restart', 'storm', 'poll'],
  ['slow_body', 'collect', 'watch-all'],
  ['malformed_body', 'cleanup', 'poll'],
  ['late_update', 'cleanup', 'watch-all'],
];

/** The cells of {@link EVERY_TIME}. */
export const COVERING: readonly Cell[] = POSSIBLE.filter((cell) =>
  EVERY_TIME.some(
    ([fault, phase, feed]) => cell.fault === fault && cell.phase === phase && cell.feed === feed,
  ),
);

/** How a cell is called. */
export function nameOf({ fault, phase, feed }: Cell): string {
  return `${FAULT_KINDS[fault].name} × ${phase} × ${feed}`;
}

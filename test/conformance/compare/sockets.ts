import type { RecordedResponse } from '../recordings.js';
import type { Answer } from '../wire/answer.js';
import { OPCODE } from '../wire/web-socket.js';
import { compareBodies } from './bodies.js';
import type { Correspondence } from './correspondence.js';
import type { Difference } from './difference.js';
import type { FreeValueRule } from './free-values.js';
import { compareWorkspaces } from './snapshots.js';

interface Enveloped {
  readonly type: string;
  readonly data: unknown;
}

/** Differences of a WebSocket from the recorded one: how messages are cut into frames, the messages, the end. */
export function* compareSocket(
  recorded: RecordedResponse,
  { socket }: Answer,
  correspondence: Correspondence,
  free: readonly FreeValueRule[] = [],
): Iterable<Difference> {
  if (socket === undefined) return yield { path: 'socket', recorded: 'a stream', actual: undefined };
  yield* compareFrames(socket.frames);
  const expected = (recorded.messages ?? []).map(({ data }) => data);
  if (isEnveloped(expected)) {
    yield* compareEnvelopes(expected, socket.messages, correspondence, free);
  } else {
    yield* compareBodies(expected, socket.messages, correspondence);
  }
  if (recorded.closed === undefined) {
    if (socket.closed !== null) yield { path: 'close', recorded: null, actual: socket.closed };
    return;
  }
  const { code, reason } = recorded.closed;
  yield* compareBodies({ code, reason }, socket.closed, correspondence);
}

/** Each message of the real server is a text frame without FIN and an empty continuation frame with FIN. */
function* compareFrames(frames: NonNullable<Answer['socket']>['frames']): Iterable<Difference> {
  const data = frames.filter(({ opcode }) => opcode <= OPCODE.text);
  for (const [i, { fin, opcode, payload }] of data.entries()) {
    const first = i % 2 === 0;
    const asRecorded = first
      ? opcode === OPCODE.text && !fin && payload.length > 0
      : opcode === OPCODE.continuation && fin && payload.length === 0;
    if (asRecorded) continue;
    const actual = { opcode, fin, bytes: payload.length };
    const kind = first ? 'a text frame without FIN' : 'an empty continuation frame with FIN';
    yield { path: `frame ${i}`, recorded: kind, actual, note: 'fragmentation' };
  }
}

/** Differences in messages of the form `{type, data}`: a ping without data, then snapshots. */
function* compareEnvelopes(
  expected: readonly Enveloped[],
  actual: readonly unknown[],
  correspondence: Correspondence,
  free: readonly FreeValueRule[],
): Iterable<Difference> {
  if (!isEnveloped(actual)) {
    return yield { path: 'messages', recorded: '{type, data}', actual, note: 'another envelope' };
  }
  yield* compareBodies(expected[0], actual[0], correspondence);
  const types = actual.slice(1).map(({ type }) => type);
  if (types.some((type) => type !== 'data')) {
    yield { path: 'messages', recorded: 'data', actual: types, note: 'the types after the first' };
  }
  const snapshots = (messages: readonly Enveloped[]) =>
    messages.filter(({ type }) => type === 'data').map(({ data }) => data);
  yield* compareWorkspaces(snapshots(expected), snapshots(actual), correspondence, free);
}

function isEnveloped(messages: readonly unknown[]): messages is readonly Enveloped[] {
  const keys = messages.map((message) => Object.keys(message as object).join());
  return messages.length > 0 && keys.every((names) => names === 'type,data');
}

import { describe, expect, it } from 'vitest';
import { recordingOf } from '../recordings.js';
import type { Answer } from '../wire/answer.js';
import { type Frame, OPCODE } from '../wire/web-socket.js';
import { compareAnswers } from './answers.js';
import { Correspondence } from './correspondence.js';

const paths = (recording: string, answer: Answer) =>
  compareAnswers(recordingOf(recording).response, answer, new Correspondence()).map(({ path }) => path);

const frame = (opcode: number, fin: boolean, text: string): Frame => ({
  opcode,
  fin,
  payload: Buffer.from(text),
});

const asRecorded = (message: unknown): readonly Frame[] => [
  frame(OPCODE.text, false, `${JSON.stringify(message)}\n`),
  frame(OPCODE.continuation, true, ''),
];

function socketAnswer(recording: string, change: Partial<NonNullable<Answer['socket']>> = {}): Answer {
  const { messages = [], closed } = recordingOf(recording).response;
  const data = messages.map((message) => message.data);
  const end = closed === undefined ? null : { code: closed.code, reason: closed.reason };
  const socket = { frames: data.flatMap(asRecorded), messages: data, closed: end, ...change };
  return { status: 101, headers: new Map(), text: '', body: undefined, socket };
}

function eventAnswer(change: (text: string) => string): Answer {
  const { stream = [] } = recordingOf('080-watch-sse').response;
  const text = change(stream.map((piece) => piece.text).join(''));
  const headers = new Map([['content-type', 'text/event-stream']]);
  return { status: 200, headers, text, body: undefined };
}

describe('the comparison of streams', () => {
  it.each(['067-build-logs-follow', '069-watch-all-stop', '082-watch-ws', '083-watch-all-client-sends'])(
    'finds nothing in %s itself',
    (recording) => {
      expect(paths(recording, socketAnswer(recording))).toEqual([]);
    },
  );

  it('finds a message in one frame, another close code and reason, and an end that was not recorded', () => {
    const message = recordingOf('069-watch-all-stop').response.messages?.[0]?.data;
    const whole = [frame(OPCODE.text, true, JSON.stringify(message))];
    expect(paths('069-watch-all-stop', socketAnswer('069-watch-all-stop', { frames: whole }))).toEqual([
      'frame 0',
    ]);
    const closed = { code: 1001, reason: 'gone' };
    expect(paths('067-build-logs-follow', socketAnswer('067-build-logs-follow', { closed }))).toEqual([
      '$.code',
      '$.reason',
    ]);
    expect(paths('069-watch-all-stop', socketAnswer('069-watch-all-stop', { closed }))).toEqual(['close']);
  });

  it('finds compression that was negotiated', () => {
    const headers = new Map([['sec-websocket-extensions', 'permessage-deflate']]);
    expect(paths('069-watch-all-stop', { ...socketAnswer('069-watch-all-stop'), headers })).toEqual([
      'header sec-websocket-extensions',
    ]);
  });

  it('finds a moment that is shown too often, and what is wrong in a snapshot of it that is not the first', () => {
    const { messages = [] } = socketAnswer('082-watch-ws').socket!;
    const last = messages.at(-1) as { readonly data: object };
    const followedBy = (...more: readonly unknown[]) => {
      const all = [...messages, ...more];
      const change = { messages: all, frames: all.flatMap(asRecorded) };
      return paths('082-watch-ws', socketAnswer('082-watch-ws', change));
    };
    expect(followedBy(last)).toEqual([]);
    expect(followedBy(last, last, last)).toContain('snapshots');
    const renamed = { ...last, data: { ...last.data, name: 'other' } };
    expect(followedBy(renamed)).toEqual([
      expect.stringMatching(/^snapshot \d of build 4 succeeded: \$\.name$/),
    ]);
  });

  it('finds a snapshot that is missing, and one that comes too late', () => {
    const { messages = [] } = socketAnswer('082-watch-ws').socket!;
    const withOnly = (...kept: number[]) => {
      const some = kept.map((i) => messages[i]);
      return paths(
        '082-watch-ws',
        socketAnswer('082-watch-ws', { messages: some, frames: some.flatMap(asRecorded) }),
      );
    };
    expect(withOnly(0, 1, 2, 4)).toEqual([]);
    expect(withOnly(0, 1, 4)).toEqual(['snapshots']);
    expect(withOnly(0, 1, 4, 2)).toEqual(['snapshots']);
    expect(withOnly(1, 2, 4)[0]).toMatch(/^\$\.(type|data)$/);
  });

  it('finds events that are framed otherwise', () => {
    expect(
      paths(
        '080-watch-sse',
        eventAnswer((text) => text),
      ),
    ).toEqual([]);
    expect(
      paths(
        '080-watch-sse',
        eventAnswer((text) => text.replace('event: ping', 'event:ping')),
      ),
    ).toEqual(['event 0', 'event 0']);
    expect(
      paths(
        '080-watch-sse',
        eventAnswer((text) => text.replace('\n\n', '\n\nid: 1\n')),
      ),
    ).toEqual(['event 1']);
  });
});

describe('the comparison of headers', () => {
  const { response } = recordingOf('098-token-of-deleted-user');
  const recorded = Object.entries(response.headers) as [string, string][];
  const answer = (headers: ReadonlyMap<string, string>): Answer => ({
    status: 401,
    headers,
    text: '',
    body: { message: 'no', detail: 'no' },
  });

  it('finds nothing where they are the recorded ones', () => {
    expect(paths('098-token-of-deleted-user', answer(new Map(recorded)))).toEqual([]);
  });

  it('finds each one that is missing, and one that does not belong there', () => {
    for (const [name] of recorded) {
      const without = new Map(recorded.filter(([other]) => other !== name));
      expect(paths('098-token-of-deleted-user', answer(without))).toEqual([`header ${name}`]);
    }
    const more = new Map([...recorded, ['retry-after', '60'] as const]);
    expect(paths('098-token-of-deleted-user', answer(more))).toEqual(['header retry-after']);
  });

  it('tells nothing but the status where that is another', () => {
    expect(paths('098-token-of-deleted-user', { ...answer(new Map()), status: 200 })).toEqual(['status']);
  });
});

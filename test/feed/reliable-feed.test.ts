import { afterEach, describe, expect, it } from 'vitest';
import { CoderApiError, ConnectionError, NotCoderError } from '../../src/codersdk/index.js';
import { apiError } from '../collect/fake-records.js';
import { FeedRig, PREFIX } from './feed-rig.js';

let rig: FeedRig;
const begin = (...args: ConstructorParameters<typeof FeedRig>): FeedRig => {
  rig = new FeedRig(...args);
  return rig;
};

/** Refuses the socket from now on. */
const refuseSocket = (status: number): void => {
  rig.deployment.beforeAnswer = ({ kind }) => {
    if (kind === 'watch') throw apiError(status);
  };
};
const dropAll = (code = 1006): void => {
  for (const stream of rig.deployment.openStreams) stream.drop(code);
};

afterEach(async () => {
  await rig.close();
  expect(rig.clock.nextTimerMs()).toBeUndefined();
  expect(rig.deployment.openStreams).toEqual([]);
});

describe('ReliableFeed, connecting', () => {
  it('prefers the socket', async () => {
    await begin().connect();
    expect(rig.feed.statistics.kind).toBe('watch-all');
    expect(rig.deployment.openStreams).toHaveLength(1);
    expect(rig.states).toEqual(['connected']);
  });

  it.each([403, 404])(
    'polls instead when the server refuses the socket with %i, and says so',
    async (status) => {
      begin();
      refuseSocket(status);
      expect(await rig.feed.connect(new AbortController().signal)).toBe('poll');
      expect(rig.events).toHaveLength(1);
      expect(rig.events[0]?.detail).toContain(`refused: GET /api/v2/fake answered ${status}`);
    },
  );

  it.each([403, 404])(
    'does not poll when the socket alone was asked for and refused with %i, but hints at it',
    async (status) => {
      begin({ kind: 'watch-all' });
      refuseSocket(status);
      const refusal = await rig.feed.connect(new AbortController().signal).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(CoderApiError);
      expect(refusal).toMatchObject({
        status,
        message: apiError(status).message,
        hint: expect.stringContaining('--updates auto'),
      });
      expect(rig.deployment.count()).toBe(1);
    },
  );

  it.each(['auto', 'watch-all'] as const)(
    'passes an answer of 401 on to whoever connects, at once (%s)',
    async (kind) => {
      begin({ kind });
      refuseSocket(401);
      await expect(rig.feed.connect(new AbortController().signal)).rejects.toThrow('401');
      expect(rig.deployment.count()).toBe(1);
      rig.consume();
      await rig.pass(0);
      expect(rig.ended).toBe(true);
    },
  );

  const passing = [
    apiError(429),
    apiError(500),
    apiError(502),
    apiError(504),
    new ConnectionError('the handshake took too long', 'maybe'),
    new NotCoderError('a web page', 200),
  ];

  /** Fails the first `times` handshakes. */
  const failSocket = (failure: Error, times: number): void => {
    rig.deployment.beforeAnswer = ({ kind }) => {
      if (kind === 'watch' && rig.deployment.count('watch') <= times) throw failure;
    };
  };

  it.each(['auto', 'watch-all'] as const)(
    'tries again when its first handshakes fail, and says so (%s)',
    async (kind) => {
      for (const failure of passing) {
        begin({ kind });
        failSocket(failure, 3);
        const connecting = rig.feed.connect(new AbortController().signal);
        await rig.pass(4_000);
        expect(await connecting).toBe('watch-all');
        expect(rig.states).toEqual(['lost', 'lost', 'lost', 'connected']);
        expect(rig.events[0]?.detail).toBe(failure.message);
        expect(rig.feed.statistics).toMatchObject({ kind: 'watch-all', reconnects: 0 });
        await rig.close();
      }
    },
  );

  it('polls when the socket fails again and again while the server answers, and says why', async () => {
    for (const failure of passing) {
      begin();
      failSocket(failure, Number.POSITIVE_INFINITY);
      const connecting = rig.feed.connect(new AbortController().signal);
      await rig.pass(4_000);
      expect(await connecting).toBe('poll');
      expect(rig.deployment.count('watch')).toBe(4);
      expect(rig.events.at(-1)).toEqual({
        state: 'connected',
        detail: `asking for counts and rows, since the socket cannot be had: ${failure.message}`,
      });
      await rig.close();
    }
  });

  it('gives up when the socket alone was asked for and fails again and again', async () => {
    begin({ kind: 'watch-all' });
    failSocket(apiError(502), Number.POSITIVE_INFINITY);
    const connecting = expect(rig.feed.connect(new AbortController().signal)).rejects.toThrow('502');
    await rig.pass(4_000);
    await connecting;
    expect(rig.deployment.count('watch')).toBe(4);
  });

  it('gives up when the server answers nothing at all', async () => {
    begin();
    rig.deployment.beforeAnswer = () => {
      throw apiError(503);
    };
    const connecting = expect(rig.feed.connect(new AbortController().signal)).rejects.toThrow('503');
    await rig.pass(4_000);
    await connecting;
  });

  it('waits with its next handshake as long as the server asks, unless that is too long', async () => {
    begin();
    failSocket(apiError(429, 60_000), 1);
    const connecting = rig.feed.connect(new AbortController().signal);
    await rig.pass(59_000);
    expect(rig.deployment.count('watch')).toBe(1);
    await rig.pass(1_000);
    expect(await connecting).toBe('watch-all');
    await rig.close();
    begin();
    failSocket(apiError(429, 3_600_000), 1);
    expect(await rig.feed.connect(new AbortController().signal)).toBe('poll');
  });

  it('is called off while it waits for its next handshake', async () => {
    begin();
    failSocket(apiError(502), Number.POSITIVE_INFINITY);
    const stop = new AbortController();
    const connecting = expect(rig.feed.connect(stop.signal)).rejects.toThrow('interrupted');
    await rig.pass(100);
    stop.abort(new Error('interrupted'));
    await connecting;
    expect(rig.clock.nextTimerMs()).toBeUndefined();
  });

  it('polls without trying the socket when asked to', async () => {
    await begin({ kind: 'poll' }).connect();
    expect(rig.deployment.count('watch')).toBe(0);
    expect(rig.feed.statistics.kind).toBe('poll');
  });

  it('rejects with the reason of its signal, leaving nothing open', async () => {
    begin();
    const stop = new AbortController();
    const connecting = rig.feed.connect(stop.signal);
    stop.abort(new Error('interrupted'));
    await expect(connecting).rejects.toThrow('interrupted');
    await rig.pass(1_000);
    expect(rig.deployment.openStreams).toEqual([]);
  });

  it('lives on when the signal of its connecting is aborted later', async () => {
    begin();
    const stop = new AbortController();
    await rig.feed.connect(stop.signal);
    stop.abort(new Error('interrupted'));
    await rig.pass(1_000);
    expect(rig.deployment.openStreams).toHaveLength(1);
  });

  it('connects only once', async () => {
    await begin().connect();
    await expect(rig.feed.connect(new AbortController().signal)).rejects.toThrow('only once');
  });
});

describe('ReliableFeed, passing on', () => {
  it('passes on what the socket tells, of this run only', async () => {
    await begin().connect();
    const id = rig.deployment.add(`${PREFIX}0`, 'running');
    const other = rig.deployment.add('somebody-else', 'running');
    rig.deployment.finish(id);
    rig.deployment.finish(other);
    await rig.pass(0);
    expect(rig.told).toEqual(['0#1 succeeded watch-all']);
    expect(rig.feed.statistics).toMatchObject({ messages: 1, foreign: 1, duplicates: 0, recovered: 0 });
  });

  it('passes on what is not expected yet: an end may be told before the answer that says what was created', async () => {
    await begin().connect();
    const id = rig.deployment.add(`${PREFIX}0`, 'running');
    rig.deployment.finish(id);
    rig.expectations.add({ workspaceName: `${PREFIX}0`, workspaceId: id, buildNumber: 1 });
    await rig.pass(300_000);
    expect(rig.told).toEqual(['0#1 succeeded watch-all']);
    expect(rig.deployment.count('list')).toBe(0);
  });

  it('says the same thing only once', async () => {
    await begin().connect();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.finish(id);
    rig.deployment.tell(id, 'succeeded');
    await rig.pass(0);
    expect(rig.told).toEqual(['0#1 succeeded watch-all']);
    expect(rig.feed.statistics).toMatchObject({ messages: 2, duplicates: 1 });
  });

  it('passes on a second, different end of a build', async () => {
    await begin().connect();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.tell(id, 'canceled');
    rig.deployment.finish(id, 'failed');
    await rig.pass(0);
    expect(rig.told).toEqual(['0#1 canceled watch-all', '0#1 failed watch-all']);
  });

  it('passes on builds of one workspace in whatever order they are told', async () => {
    await begin().connect();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.build(id, 'stop', 'running');
    rig.deployment.finish(id, 'succeeded', 2);
    rig.deployment.finish(id, 'succeeded', 1);
    await rig.pass(0);
    expect(rig.told).toEqual(['0#2 succeeded watch-all', '0#1 succeeded watch-all']);
  });

  it('goes on looking for the end of a build that the socket calls canceled while it is still canceling', async () => {
    await begin().connect();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.set(id, 'canceling');
    rig.deployment.tell(id, 'canceled');
    await rig.pass(20_000);
    rig.deployment.set(id, 'failed');
    await rig.pass(60_000);
    expect(rig.told).toEqual(['0#1 canceled watch-all', '0#1 failed reconcile']);
    expect(rig.feed.statistics.recovered).toBe(1);
  });

  it('believes the record of a build that the socket called canceled, without saying it again', async () => {
    await begin().connect();
    const [id = ''] = rig.expectMany(1);
    rig.deployment.finish(id, 'canceled');
    await rig.pass(600_000);
    expect(rig.told).toEqual(['0#1 canceled watch-all']);
    expect(rig.feed.statistics).toMatchObject({ recovered: 0, reconciliations: 1 });
  });

  it('does not wait for its consumer', async () => {
    begin();
    await rig.feed.connect(new AbortController().signal);
    for (const id of rig.expectMany(300)) rig.deployment.finish(id);
    await rig.pass(0);
    rig.consume();
    await rig.pass(0);
    expect(rig.updates).toHaveLength(300);
  });

  it('can be left and taken up again by its consumer', async () => {
    begin();
    await rig.feed.connect(new AbortController().signal);
    const ids = rig.expectMany(2);
    for (const id of ids) rig.deployment.finish(id);
    for await (const update of rig.feed) {
      expect(update.workspaceId).toBe(ids[0]);
      break;
    }
    rig.consume();
    await rig.pass(0);
    expect(rig.told).toEqual(['1#1 succeeded watch-all']);
  });
});

describe('ReliableFeed, losing its connection', () => {
  it.each([1000, 1001, 1006, 1008, 1011, 1012])('connects again after close code %i', async (code) => {
    await begin().connect();
    dropAll(code);
    await rig.pass(1_000);
    expect(rig.states).toEqual(['connected', 'lost', 'connected']);
    expect(rig.feed.statistics.reconnects).toBe(1);
    expect(rig.ended).toBe(false);
  });

  it('reads what ended while it was away, with one request', async () => {
    await begin().connect();
    const ids = rig.expectMany(50);
    dropAll();
    await rig.pass(0);
    for (const id of ids.slice(0, 20)) rig.deployment.finish(id);
    await rig.pass(1_000);
    expect(rig.updates).toHaveLength(20);
    expect(new Set(rig.updates.map((update) => update.origin))).toEqual(new Set(['reconcile']));
    expect(rig.feed.statistics).toMatchObject({ recovered: 20, reconciliations: 1 });
    expect(rig.deployment.count('list')).toBe(1);
    expect(rig.events.at(-1)?.detail).toBe('after connecting: 20 of 50 expected builds had ended unnoticed');
  });

  it('reads nothing after connecting again when nothing is expected', async () => {
    await begin().connect();
    dropAll();
    await rig.pass(60_000);
    expect(rig.deployment.count('list')).toBe(0);
  });

  it('reads nothing after connecting again when what is expected is not due', async () => {
    await begin().connect();
    rig.schedule(300, 120_000);
    dropAll();
    await rig.pass(100_000);
    expect(rig.deployment.count('list')).toBe(0);
  });

  it('asks for counts, not rows, after connecting again while all of many builds are on their way', async () => {
    await begin().connect();
    rig.schedule(1_000, 1_000);
    await rig.pass(1_000);
    dropAll();
    await rig.pass(1_000);
    expect(rig.deployment.requests.filter((r) => r.kind === 'list').map((r) => r.q)).toEqual([
      `name:${PREFIX} status:stopped`,
    ]);
  });

  it('waits longer after every failure, up to half a minute, and begins anew after a good connection', async () => {
    await begin({ random: () => 0.999 }).connect();
    const triedMs: number[] = [];
    rig.deployment.beforeAnswer = ({ kind }) => {
      if (kind === 'watch') triedMs.push(rig.clock.nowMs());
      throw apiError(503);
    };
    await rig.pass(10_000);
    dropAll();
    const lostMs = rig.clock.nowMs();
    await rig.pass(150_000);
    const waits = triedMs.map((ms, i) => Math.round((ms - (triedMs[i - 1] ?? lostMs)) / 100) * 100);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(45_000);
    expect(rig.deployment.openStreams).toHaveLength(1);
    dropAll();
    await rig.pass(600);
    expect(rig.deployment.openStreams).toHaveLength(1);
  });

  it('goes on waiting longer when every connection ends at once', async () => {
    await begin().connect();
    await rig.pass(10_000);
    const drop = rig.deployment.watchAllWorkspaceBuilds.bind(rig.deployment);
    rig.deployment.watchAllWorkspaceBuilds = async (options) => {
      const stream = await drop(options);
      queueMicrotask(dropAll);
      return stream;
    };
    dropAll();
    await rig.pass(120_000);
    expect(rig.feed.statistics.reconnects).toBeLessThan(15);
    expect(rig.feed.statistics.reconnects).toBeGreaterThan(5);
  });

  it('never tries without a pause, whatever is drawn', async () => {
    await begin({ random: () => 0 }).connect();
    refuseSocket(503);
    dropAll();
    await rig.pass(1_000);
    expect(rig.deployment.count('watch')).toBeLessThanOrEqual(51);
  });

  it('waits as long as the server asks', async () => {
    await begin().connect();
    rig.deployment.beforeAnswer = () => {
      throw apiError(429, 60_000);
    };
    dropAll();
    await rig.pass(1_000);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(58_000);
    expect(rig.feed.statistics.reconnects).toBe(0);
    await rig.pass(3_000);
    expect(rig.feed.statistics.reconnects).toBe(1);
  });

  it.each(['auto', 'watch-all'] as const)(
    'polls from now on when the experiment is turned off meanwhile, and says so (%s)',
    async (kind) => {
      await begin({ kind }).connect();
      const ids = rig.expectMany(3);
      refuseSocket(403);
      dropAll(1000);
      for (const id of ids) rig.deployment.finish(id);
      await rig.pass(2_000);
      expect(rig.told).toEqual([
        '0#1 succeeded reconcile',
        '1#1 succeeded reconcile',
        '2#1 succeeded reconcile',
      ]);
      expect(rig.feed.statistics).toMatchObject({ kind: 'poll', reconnects: 1, recovered: 0 });
      expect(rig.events.at(-1)).toMatchObject({ state: 'connected' });
      expect(rig.events.at(-1)?.detail).toContain('refused');
    },
  );

  it.each(['auto', 'watch-all'] as const)(
    'polls from now on when the socket alone fails again and again, and says so (%s)',
    async (kind) => {
      await begin({ kind }).connect();
      const [id = ''] = rig.expectMany(1);
      refuseSocket(502);
      dropAll();
      rig.deployment.finish(id);
      await rig.pass(15_000);
      expect(rig.told).toEqual(['0#1 succeeded reconcile']);
      expect(rig.feed.statistics).toMatchObject({ kind: 'poll', reconnects: 1 });
      expect(rig.deployment.count('watch')).toBe(1 + 4 + 1);
      expect(rig.events.at(-1)?.detail).toContain('since the socket cannot be had');
    },
  );

  it('keeps to the socket when the server was away for longer, and answers everything again', async () => {
    await begin().connect();
    rig.deployment.beforeAnswer = () => {
      throw apiError(503);
    };
    dropAll();
    await rig.pass(60_000);
    rig.deployment.beforeAnswer = ({ kind }) => {
      // It comes up while the poll is tried.
      if (kind === 'list') rig.deployment.beforeAnswer = () => {};
      else throw apiError(503);
    };
    await rig.pass(60_000);
    expect(rig.feed.statistics).toMatchObject({ kind: 'watch-all', reconnects: 1 });
    expect(rig.deployment.openStreams).toHaveLength(1);
  });

  it('keeps to the socket when a proxy refuses everything while the server is away', async () => {
    await begin().connect();
    rig.deployment.beforeAnswer = () => {
      throw apiError(404);
    };
    dropAll();
    await rig.pass(5_000);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(30_000);
    expect(rig.feed.statistics).toMatchObject({ kind: 'watch-all', reconnects: 1 });
  });

  it('keeps to the socket when its session is refused for a while', async () => {
    await begin().connect();
    refuseSocket(401);
    dropAll();
    await rig.pass(5_000);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(30_000);
    expect(rig.feed.statistics).toMatchObject({ kind: 'watch-all', reconnects: 1 });
  });

  it('reconciles again when the first reading after a connection fails', async () => {
    await begin().connect();
    const [id = ''] = rig.expectMany(1);
    dropAll();
    rig.deployment.beforeAnswer = ({ kind }) => {
      if (kind === 'list') throw apiError(500);
    };
    rig.deployment.finish(id);
    await rig.pass(2_000);
    rig.deployment.beforeAnswer = () => {};
    await rig.pass(6_000);
    expect(rig.told).toEqual(['0#1 succeeded reconcile']);
    expect(rig.feed.statistics.failedReconciliations).toBe(1);
  });

  it('survives a server that restarts again and again', async () => {
    await begin().connect();
    const ids = rig.expectMany(100);
    for (let round = 0; round < 10; round += 1) {
      dropAll(1000);
      for (const id of ids.slice(round * 10, round * 10 + 10)) rig.deployment.finish(id);
      await rig.pass(15_000);
    }
    expect(rig.updates).toHaveLength(100);
    expect(new Set(rig.told).size).toBe(100);
    expect(rig.feed.statistics.reconnects).toBe(10);
  });
});

describe('ReliableFeed, closing', () => {
  it('gives what is queued, then ends', async () => {
    begin();
    await rig.feed.connect(new AbortController().signal);
    for (const id of rig.expectMany(3)) rig.deployment.finish(id);
    await rig.pass(0);
    await rig.feed.close();
    rig.consume();
    await rig.pass(0);
    expect(rig.updates).toHaveLength(3);
    expect(rig.ended).toBe(true);
  });

  it('returns the same promise to every caller', async () => {
    await begin().connect();
    expect(rig.feed.close()).toBe(rig.feed.close());
  });

  it('releases everything while it waits to connect again', async () => {
    await begin().connect();
    refuseSocket(503);
    dropAll();
    await rig.pass(10_000);
    await rig.close();
    expect(rig.clock.nextTimerMs()).toBeUndefined();
    expect(rig.ended).toBe(true);
  });

  it('releases everything while a reading is under way', async () => {
    await begin().connect();
    rig.expectMany(3);
    let answer: () => void = () => {};
    rig.deployment.beforeAnswer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await rig.pass(20_000);
    let closed = false;
    const closing = rig.feed.close().then(() => {
      closed = true;
    });
    await rig.pass(0);
    expect(closed).toBe(false);
    answer();
    await closing;
    expect(rig.updates).toEqual([]);
    expect(rig.feed.statistics.failedReconciliations).toBe(0);
  });

  it('calls off a connection under way', async () => {
    begin();
    const connecting = rig.feed.connect(new AbortController().signal);
    await Promise.all([rig.feed.close(), expect(connecting).rejects.toThrow('closed')]);
    await rig.pass(1_000);
    expect(rig.deployment.openStreams).toEqual([]);
  });

  it('refuses to connect afterwards', async () => {
    begin();
    await rig.feed.close();
    await expect(rig.feed.connect(new AbortController().signal)).rejects.toThrow('closed');
    expect(rig.deployment.count()).toBe(0);
  });
});

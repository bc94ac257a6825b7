import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveView } from '../../src/live/index.js';
import type { LiveSnapshot } from '../../src/live/snapshot.js';
import { ConfigError } from '../../src/storm/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { stage } from './progress/story.js';

const TOKEN = '0123456789abcdef0123456789abcdef';
const INTERRUPTED = AbortSignal.abort(new Error('interrupted'));

const opened: { live: LiveView; realClock: VirtualClock; interrupt: AbortController }[] = [];
afterEach(async () => {
  for (const { live, realClock, interrupt } of opened.splice(0)) {
    interrupt.abort(new Error('the test is over'));
    const closed = live.close(INTERRUPTED);
    await realClock.advanceAsync(1_000);
    await closed;
  }
});

async function open(address = { host: '127.0.0.1', port: 0 }, waitMs = 15_000) {
  const [realClock, said] = [new VirtualClock(), [] as string[]];
  const live = await LiveView.open({
    ...{ address, waitMs, token: TOKEN, workspaceCount: 3, realClock, clock: realClock },
    ...{ urlHost: 'coder.example.com', runId: 'r', nineamVersion: '0', say: (line) => said.push(line) },
  });
  const interrupt = new AbortController();
  opened.push({ live, realClock, interrupt });
  return { live, realClock, said, interrupt };
}

/** With any `Host`, which `fetch` does not allow. */
async function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<IncomingMessage> {
  const asked = request(url, { headers, method, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer;
}

/** Snapshots as they come, until the stream ends. */
async function* snapshots(url: string): AsyncGenerator<LiveSnapshot> {
  const { body } = await fetch(`${url}events`);
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      if (message.startsWith('data: ')) yield JSON.parse(message.slice(6)) as LiveSnapshot;
    }
  }
}

describe('LiveView', () => {
  it('serves the page under its token, with a policy that allows nothing else', async () => {
    const { live } = await open();
    expect(live.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:[1-9]\\d*/${TOKEN}/$`));
    const answer = await fetch(live.url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('coder.example.com');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const slashless = await fetch(live.url.slice(0, -1), { redirect: 'manual' });
    expect([slashless.status, slashless.headers.get('location')]).toEqual([308, `/${TOKEN}/`]);
  });

  it('shows nothing to who does not know the token', async () => {
    const { live } = await open();
    live.showReport('whole', () => 'secret');
    const { origin } = new URL(live.url);
    for (const path of [
      '/',
      '/events',
      '/report',
      `/${'0'.repeat(32)}/`,
      `/${TOKEN}0/report`,
      `/${TOKEN.slice(1)}/`,
      `//${TOKEN}/`,
    ]) {
      expect((await fetch(origin + path)).status, path).toBe(404);
    }
  });

  it('answers only to names of this machine', async () => {
    const { live } = await open();
    const { port } = new URL(live.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect((await ask(live.url, { host })).statusCode, host).toBe(200);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${port}`,
    ]) {
      expect((await ask(live.url, { host })).statusCode, host).toBe(403);
    }
  });

  it('can only be read', async () => {
    const { live } = await open();
    const answer = await ask(live.url, {}, 'POST');
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await ask(live.url, {}, 'HEAD')).statusCode).toBe(200);
  });

  it('streams the state to its end', async () => {
    const { live, realClock, interrupt } = await open();
    const stream = snapshots(live.url);
    expect((await stream.next()).value).toMatchObject({ stage: null, total: 3, over: false });
    live.onEvent(stage('setup', 0));
    realClock.advanceBy(250);
    expect((await stream.next()).value).toMatchObject({ stage: 'setup', report: 'none' });
    live.showReport('before_cleanup', () => 'first');
    realClock.advanceBy(250);
    expect((await stream.next()).value).toMatchObject({ report: 'before_cleanup', over: false });
    live.showReport('whole', () => 'second');
    void live.close(interrupt.signal);
    expect((await stream.next()).value).toMatchObject({ stage: 'done', report: 'whole', over: true });
    expect((await stream.next()).done).toBe(true);
  });

  it('has the newest report, made once when somebody wants it', async () => {
    const { live } = await open();
    expect((await fetch(`${live.url}report`)).status).toBe(404);
    let made = 0;
    live.showReport('before_cleanup', () => `<p>first ${++made}`);
    expect(made).toBe(0);
    for (const _ of [1, 2]) {
      const answer = await fetch(`${live.url}report`);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await answer.text()).toBe('<p>first 1');
    }
    live.showReport('whole', () => '<p>second');
    expect(await (await fetch(`${live.url}report`)).text()).toBe('<p>second');
  });

  it('stays up for its wait, and says so', async () => {
    const { live, realClock, said, interrupt } = await open();
    live.showReport('whole', () => 'report');
    const closed = live.close(interrupt.signal);
    expect(said).toEqual([`the live page stays up for 15s, or until Ctrl-C: ${live.url}`]);
    await realClock.advanceAsync(14_999);
    expect(await (await fetch(`${live.url}report`)).text()).toBe('report');
    await realClock.advanceAsync(1);
    await closed;
    await expect(fetch(live.url)).rejects.toThrow();
  });

  it('ends its wait at once when interrupted', async () => {
    const { live, said, interrupt } = await open();
    const closed = live.close(interrupt.signal);
    interrupt.abort(new Error('SIGINT'));
    await closed;
    await expect(fetch(live.url)).rejects.toThrow();
    expect(said).toHaveLength(1);
  });

  it('leaves an open page a second to fetch the report of an interrupted run, and none to nobody', async () => {
    const nobody = await open();
    await nobody.live.close(INTERRUPTED);
    const { live, realClock } = await open();
    live.showReport('whole', () => 'report');
    const stream = snapshots(live.url);
    await stream.next();
    const closed = live.close(INTERRUPTED);
    expect((await stream.next()).value).toMatchObject({ over: true });
    expect(await (await fetch(`${live.url}report`)).text()).toBe('report');
    await realClock.advanceAsync(1_000);
    await closed;
  });

  it('is not held up by a reader that takes nothing', async () => {
    const { live, realClock, interrupt } = await open();
    const { hostname, port, pathname } = new URL(live.url);
    const socket = connect(Number(port), hostname).pause();
    socket.on('error', () => undefined);
    socket.write(`GET ${pathname}events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    await once(socket, 'connect');
    for (let n = 0; n < 2_000; n += 1) {
      live.onEvent({ type: 'notice', level: 'info', message: `${n} ${'x'.repeat(400)}` });
      realClock.advanceBy(250);
      if (n % 100 === 0) await realClock.advanceAsync(0);
    }
    const closed = live.close(interrupt.signal);
    interrupt.abort(new Error('SIGINT'));
    await closed;
    socket.destroy();
  });

  it('takes sixteen pages, and tells the next one', async () => {
    const { live } = await open();
    const streams = Array.from({ length: 16 }, () => snapshots(live.url));
    for (const stream of streams) await stream.next();
    expect((await fetch(`${live.url}events`)).status).toBe(503);
    await streams[0]?.return(undefined);
  });

  it('refuses an address that is taken, by the name of its flag', async () => {
    const { live } = await open();
    const attempt = open({ host: '127.0.0.1', port: Number(new URL(live.url).port) });
    await expect(attempt).rejects.toBeInstanceOf(ConfigError);
    await expect(attempt).rejects.toThrow('--ui 127.0.0.1:');
  });
});

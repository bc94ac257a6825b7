import { afterEach, describe, expect, it } from 'vitest';
import type { OtlpEndpoint } from '../../../src/telemetry/index.js';
import { ExportError, OtlpSender } from '../../../src/telemetry/tracing/otlp-sender.js';
import { type Clock, SystemClock, VirtualClock } from '../../../src/time/index.js';
import { answering, OtlpReceiver, silence } from '../otlp-receiver.js';
import { endpoint } from '../samples.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function receiver(...script: Parameters<typeof OtlpReceiver.open>[0] & object): Promise<OtlpReceiver> {
  const opened = await OtlpReceiver.open(script);
  open.push(opened);
  return opened;
}

function senderTo(
  url: string,
  changes: Partial<OtlpEndpoint> = {},
  clock: Clock = new SystemClock(),
): OtlpSender {
  const sender = new OtlpSender(endpoint(url, changes), {}, clock);
  open.push(sender);
  return sender;
}

const BATCH = Buffer.from('{"resourceSpans":[]}');
const never = new AbortController().signal;

describe('OtlpSender', () => {
  it('posts the batch with its type, its headers and no others of importance', async () => {
    const to = await receiver();
    await senderTo(to.url, { headers: { 'x-team': 'a' } }).send(BATCH, never);
    const [request] = to.requests;
    expect(request?.path).toBe('/v1/traces');
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'x-team': 'a' });
    expect(request?.body).toEqual(BATCH);
  });

  it('compresses where that is asked for', async () => {
    const to = await receiver();
    await senderTo(to.url, { compression: 'gzip', encoding: 'protobuf' }).send(BATCH, never);
    const [request] = to.requests;
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    });
    expect(request?.body).toEqual(BATCH);
  });

  it.each([429, 502, 503, 504])('sends again after %i, when the receiver says', async (status) => {
    const to = await receiver(answering(status, { 'Retry-After': '0' }));
    await senderTo(to.url).send(BATCH, never);
    expect(to.requests).toHaveLength(2);
  });

  it.each([400, 401, 404, 413, 500])('gives up after %i, without a word of the answer', async (status) => {
    const to = await receiver(answering(status, {}, 'your key hunter2 is wrong'));
    const sending = senderTo(to.url, { headers: { 'x-key': 'hunter2' } }).send(BATCH, never);
    await expect(sending).rejects.toThrow(new ExportError(`answered ${status}`));
    expect(to.requests).toHaveLength(1);
  });

  it('does not follow a redirect: its headers are for one receiver', async () => {
    const elsewhere = await receiver();
    const to = await receiver(answering(307, { Location: `${elsewhere.url}/v1/traces` }));
    await expect(senderTo(to.url).send(BATCH, never)).rejects.toThrow('answered 307');
    expect(elsewhere.requests).toHaveLength(0);
  });

  it('sends again after a pause that grows, until its time is over, and says what it last met', async () => {
    const clock = new VirtualClock();
    const to = await receiver(answering(503), answering(503), answering(503), silence);
    const sending = senderTo(to.url, { timeoutMs: 4_000 }, clock).send(BATCH, never);
    const caught = sending.catch((error: unknown) => error);
    const pausing = async (pauseMs: number) => {
      // The next timer is the pause once the answer is in; before, it is the end of the time.
      while (clock.nextTimerMs() !== clock.nowMs() + pauseMs) await new Promise(setImmediate);
      const arrival = to.arrival();
      clock.advanceBy(pauseMs);
      await arrival;
    };
    await pausing(1_000);
    await pausing(1_500);
    while (clock.nextTimerMs() !== 4_000) await new Promise(setImmediate);
    clock.advanceTo(4_000);
    expect(await caught).toEqual(new ExportError('answered 503, for 4s'));
    expect(to.requests).toHaveLength(3);
  });

  it('waits no longer than its time for an answer', async () => {
    const clock = new VirtualClock();
    const to = await receiver(silence);
    const arrival = to.arrival();
    const sending = senderTo(to.url, {}, clock).send(BATCH, never);
    const caught = sending.catch((error: unknown) => error);
    await arrival;
    clock.advanceBy(10_000);
    expect(await caught).toEqual(new ExportError('no answer within 10s'));
  });

  it('ends with the reason of an abort while it waits for an answer', async () => {
    const abort = new AbortController();
    const to = await receiver(silence);
    const arrival = to.arrival();
    const sending = senderTo(to.url).send(BATCH, abort.signal);
    const caught = sending.catch((error: unknown) => error);
    await arrival;
    const reason = new Error('enough');
    abort.abort(reason);
    expect(await caught).toBe(reason);
  });

  it('says where it could not connect, and keeps the query to itself', async () => {
    const to = await OtlpReceiver.open();
    const { url } = to;
    await to.close();
    const clock = new VirtualClock();
    const sender = senderTo(url, { url: `${url}/in?key=hunter2`, timeoutMs: 500 }, clock);
    expect(sender.destination).toBe(`${url}/in`);
    const caught = sender.send(BATCH, never).catch((error: unknown) => error);
    // Pending: the end of the time, and the pause after the refused connection.
    await refusedOnce(clock);
    clock.advanceBy(500);
    const failure = (await caught) as Error;
    expect(failure.message).toMatch(/^could not be reached: .*ECONNREFUSED.*, for 500ms$/);
    expect(failure.message).not.toContain('hunter2');
  });
});

/** Resolves when a timer behind the first one is armed, which only a pause is. */
async function refusedOnce(clock: VirtualClock): Promise<void> {
  const original = clock.schedule.bind(clock);
  await new Promise<void>((resolve) => {
    clock.schedule = (atMs, fn) => {
      const cancel = original(atMs, fn);
      resolve();
      return cancel;
    };
  });
}

import { CoderApiError, ConnectionError, NotCoderError } from '../../codersdk/index.js';
import { messageOf } from '../../storm/index.js';
import { sleep } from '../../time/index.js';
import type { RunContext } from './runnable.js';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/** How one thing is created, and how it is found again by its name. */
export interface Creation<T> {
  /** What is created, for logs, e.g. `user scaletest-k3v9q0ab-7`. */
  readonly what: string;
  /** Sends the request that creates it. */
  create(signal: AbortSignal): Promise<T>;
  /**
   * Looks for it by its name; null when there is none.
   * @param refusal - What `create` met.
   * @throws Error when there is one that is not ours, or to give up for another reason.
   */
  find(signal: AbortSignal, refusal: CoderApiError | ConnectionError | NotCoderError): Promise<T | null>;
}

/**
 * Creates a thing once, although a POST carries no idempotency key and its answer can be lost.
 *
 * | the request meets | then |
 * |---|---|
 * | the thing | that is it |
 * | a lost answer: no answer, 5xx, or an answer of a proxy; or 409 | `find`; what it finds is adopted |
 * | the same, and `find` finds nothing or gets no answer either | again after a pause of 0.5, 1, 2 and 4 s of real time |
 * | the same, the fifth time | rejects with that |
 * | any other refusal | rejects with it at once |
 *
 * 500 counts as lost because the loser of two concurrent requests with one name gets it (Coder API contract,
 * surprises for a client). Should a lost request be carried out later, the next one gets 409 and finds its result;
 * but for builds, of which the server makes a second one once the first has ended.
 */
export async function createOnce<T>(
  ctx: Pick<RunContext, 'signal' | 'realClock' | 'log'>,
  creation: Creation<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await creation.create(ctx.signal);
    } catch (refusal) {
      ctx.signal.throwIfAborted();
      if (!mayHaveCreated(refusal)) {
        throw refusal;
      }
      ctx.log.write(`${creation.what}: ${messageOf(refusal)}; looking whether it exists`);
      const found = await findUnlessUnanswered(ctx, creation, refusal);
      if (found !== null) {
        ctx.log.write(`${creation.what}: it exists and is ours, going on with it`);
        return found;
      }
      if (attempt === ATTEMPTS) {
        throw refusal;
      }
    }
    await sleep(ctx.realClock, FIRST_PAUSE_MS * 2 ** (attempt - 1), ctx.signal);
  }
}

/** Whether the server may have acted although this was thrown: an answer was lost, or says nothing certain. */
export function isLostAnswer(thrown: unknown): thrown is CoderApiError | ConnectionError | NotCoderError {
  return (
    (thrown instanceof ConnectionError && thrown.delivered === 'maybe') ||
    (thrown instanceof CoderApiError && thrown.status >= 500) ||
    thrown instanceof NotCoderError
  );
}

function mayHaveCreated(thrown: unknown): thrown is CoderApiError | ConnectionError | NotCoderError {
  return isLostAnswer(thrown) || (thrown instanceof CoderApiError && thrown.status === 409);
}

async function findUnlessUnanswered<T>(
  ctx: Pick<RunContext, 'signal' | 'log'>,
  creation: Creation<T>,
  refusal: CoderApiError | ConnectionError | NotCoderError,
): Promise<T | null> {
  try {
    return await creation.find(ctx.signal, refusal);
  } catch (failure) {
    ctx.signal.throwIfAborted();
    if (!(isLostAnswer(failure) || failure instanceof ConnectionError)) {
      throw failure;
    }
    ctx.log.write(`${creation.what}: looking failed as well: ${messageOf(failure)}`);
    return null;
  }
}

/** The answer, or null for a thing that the server does not have (404). */
export async function nullIfAbsent<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (failure) {
    if (failure instanceof CoderApiError && failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

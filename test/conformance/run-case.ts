import type { Case } from './cases/case.js';
import { compareAnswers } from './compare/answers.js';
import { describeDifference } from './compare/difference.js';
import { VALUES_OF_SOMEBODY_ELSES } from './compare/foreign-values.js';
import type { DescribedCase } from './described/described-case.js';
import { DIFFERENCES_ON_PURPOSE, type DifferenceOnPurpose, purposeOf } from './differences-on-purpose.js';
import { recordingOf } from './recordings.js';
import type { Answer, Asked } from './wire/answer.js';
import { WatchedSocket } from './wire/web-socket.js';
import type { World } from './world.js';

/** What running a case showed. */
export interface Result {
  /** In lines for people; none if the answer is as recorded, or differs on purpose only. */
  readonly problems: readonly string[];
  /** The differences on purpose that it showed. */
  readonly purposes: ReadonlySet<DifferenceOnPurpose>;
}

/** Asks what no recording asks. @returns What is wrong with the answer, in lines for people. */
export async function runDescribedCase(one: DescribedCase, world: World): Promise<readonly string[]> {
  world.client.takeProblems();
  const asked = { token: world.subject.token, headers: {}, ...(await one.ask(world)) };
  const answer = await (one.over === 'websocket' ? handshake(asked, world) : world.client.ask(asked));
  const problems = [...world.client.takeProblems()];
  if (answer.status !== one.status) {
    problems.push(`status: ${answer.status} instead of ${one.status}; body ${answer.text.slice(0, 300)}`);
  } else {
    await one.check?.(answer, world);
  }
  return [...problems, ...world.client.takeProblems()];
}

/** What is answered to a handshake; the stream, if there is one, is left at once. */
async function handshake(asked: Asked, world: World): Promise<Answer> {
  const opened = await WatchedSocket.open(world.subject.url, asked);
  const answer = opened instanceof WatchedSocket ? opened.answer : opened;
  if (opened instanceof WatchedSocket) opened.end();
  world.client.inspect(asked, answer);
  return answer;
}

/** Has the recorded exchange again and compares. @throws Error if it cannot even be had. */
export async function runCase(one: Case, world: World): Promise<Result> {
  const { request, response } = recordingOf(one.exchange);
  world.client.takeProblems();
  await one.before?.(world);
  const asked = world.asked({ ...request, ...(await one.request?.(world)) });
  const answer: Answer = await (one.obtain?.(world) ?? world.client.ask(asked));
  world.answers.set(one.exchange, answer);
  const compared = one.part === undefined ? answer : { ...answer, body: one.part(world, answer.body) };
  const purposes = new Set<DifferenceOnPurpose>();
  const problems: string[] = [];
  const free = [...(one.leeway?.free ?? []), ...(world.subject.isOurs ? [] : VALUES_OF_SOMEBODY_ELSES)];
  const leeway = { ...one.leeway, free };
  for (const difference of compareAnswers(response, compared, world.correspondence, leeway)) {
    const purpose = world.subject.isOurs
      ? purposeOf(DIFFERENCES_ON_PURPOSE, one.exchange, difference)
      : undefined;
    if (purpose === undefined) problems.push(describeDifference(difference));
    else purposes.add(purpose);
  }
  if (answer.status === response.status) await one.after?.(world, answer);
  return { problems: [...problems, ...world.client.takeProblems()], purposes };
}

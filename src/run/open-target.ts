import { CoderClient, type CoderClientOptions } from '../codersdk/index.js';
import type { EmbeddedDeployment, EmbeddedOptions } from '../embedded/index.js';
import type { RandomBytes } from '../scaletest/names/index.js';
import type { UniformDraw } from '../stats/index.js';
import { ConfigError } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { adoptClock, type DeploymentClock } from './deployment-clock.js';
import type { EmbeddedTarget, RunPlan } from './run-plan.js';

/** The fastest clock that a client can follow. */
const MAX_TIME_SCALE = 600;
const REQUEST_TIMEOUT_MS = 30_000;
/** A deployment on a scaled clock answers no faster for it: on a busy machine it may take seconds. */
const SHORTEST_REQUEST_TIMEOUT_MS = 5_000;

/** A deployment that answers, and how to talk to it. */
export interface OpenTarget {
  readonly url: string;
  readonly token: string;
  /** Carries the token, and no privilege beyond it. */
  readonly client: CoderClient;
  /**
   * A client with the owner's freedom from rate limits and with more headers; only for a token that is an owner's.
   * @param onRequest - Told of every request, also of the clients made from it for other users.
   */
  readonly asOwner: (
    headers?: Readonly<Record<string, string>>,
    onRequest?: CoderClientOptions['onRequest'],
  ) => CoderClient;
  readonly clock: DeploymentClock;
  readonly timeScale: number;
  readonly clockAnnounced: boolean;
  readonly requestTimeoutMs: number;
  /** The deployment inside this process; `null` for one that runs elsewhere. */
  readonly embedded: EmbeddedDeployment | null;
  readonly close: () => Promise<void>;
}

export interface OpenTargetOptions {
  readonly realClock: Clock;
  readonly random: UniformDraw;
  readonly randomBytes: RandomBytes;
  readonly userAgent: string;
  /** Told of every request of every client that names no other listener. */
  readonly onRequest?: CoderClientOptions['onRequest'];
}

/**
 * Starts the embedded deployment, or reaches the remote one, and adopts its clock.
 * @throws ConnectionError, NotCoderError or CoderApiError when nothing usable answers.
 */
export async function openTarget(
  plan: Pick<RunPlan, 'target' | 'requestConcurrency' | 'requestTimeoutMs'>,
  options: OpenTargetOptions,
  signal: AbortSignal,
): Promise<OpenTarget> {
  const { target } = plan;
  const embedded = target.kind === 'embedded' ? await startFor(target, options) : null;
  const url = target.kind === 'embedded' ? (embedded?.url ?? '') : target.url;
  const token = target.kind === 'embedded' ? (embedded?.token ?? '') : target.token;
  const ownHeaders = target.kind === 'remote' ? target.headers : {};
  const clients: CoderClient[] = [];
  const open = (overrides: Partial<CoderClientOptions>): CoderClient => {
    const client = new CoderClient({
      url,
      token,
      realClock: options.realClock,
      random: options.random,
      userAgent: options.userAgent,
      connections: plan.requestConcurrency,
      headers: ownHeaders,
      onRequest: options.onRequest,
      ...(target.kind === 'remote' ? { proxy: target.proxy } : {}),
      ...overrides,
    });
    clients.push(client);
    return client;
  };
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await embedded?.close();
  };
  try {
    const probe = open({ requestTimeoutMs: plan.requestTimeoutMs ?? REQUEST_TIMEOUT_MS });
    const { clock, timeScale, announced } = await adoptClock(probe, options.realClock, signal);
    if (timeScale > MAX_TIME_SCALE) {
      throw new ConfigError([
        `${url} runs its clock ${timeScale} times as fast as real time; ${MAX_TIME_SCALE} is the limit`,
      ]);
    }
    const requestTimeoutMs =
      plan.requestTimeoutMs ?? Math.max(SHORTEST_REQUEST_TIMEOUT_MS, REQUEST_TIMEOUT_MS / timeScale);
    return {
      url,
      token,
      client: open({ requestTimeoutMs }),
      asOwner: (headers = {}, onRequest) =>
        open({
          requestTimeoutMs,
          bypassRateLimit: true,
          headers: { ...ownHeaders, ...headers },
          ...(onRequest === undefined ? {} : { onRequest }),
        }),
      clock,
      timeScale,
      clockAnnounced: announced,
      requestTimeoutMs,
      embedded,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A client of another deployment does without the server's code in its memory. */
async function startFor(target: EmbeddedTarget, options: OpenTargetOptions): Promise<EmbeddedDeployment> {
  const { startEmbedded } = await import('../embedded/index.js');
  return startEmbedded(embeddedOptions(target, options));
}

/** What an embedded target says, as the deployment takes it. */
export function embeddedOptions(
  target: EmbeddedTarget,
  world: Pick<OpenTargetOptions, 'realClock' | 'randomBytes'>,
): EmbeddedOptions {
  return {
    parameters: target.parameters,
    ...(target.templates === null ? {} : { templates: target.templates }),
    ...(target.population === null ? {} : { population: target.population }),
    timeScale: target.timeScale,
    realClock: world.realClock,
    randomBytes: world.randomBytes,
  };
}

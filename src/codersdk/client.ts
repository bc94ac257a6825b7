import type { UniformDraw } from '../stats/index.js';
import { ConfigError } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { type BuildsApi, buildsApi } from './builds.js';
import { type DeploymentApi, deploymentApi } from './deployment.js';
import { type OrganizationsApi, organizationsApi } from './organizations.js';
import { type ProvisionersApi, provisionersApi } from './provisioners.js';
import { type ProxySettings, proxyFor } from './proxy.js';
import { type CallOptions, Requester, type RequestRecord } from './requester.js';
import { RETRY_LIMITS } from './retry-policy.js';
import { type TemplatesApi, templatesApi } from './templates.js';
import { Transport } from './transport.js';
import type { BuildUpdateStream } from './update-stream.js';
import { type UsersApi, usersApi } from './users.js';
import { watchAll } from './watch-all.js';
import { type WorkspacesApi, workspacesApi } from './workspaces.js';

export interface CoderClientOptions {
  /** Address of the deployment; a path in it is dropped. */
  readonly url: string;
  readonly token: string | null;
  /** For limits, back-off and pings; never the deployment's clock, which may be scaled. */
  readonly realClock: Clock;
  /** Spreads retries. */
  readonly random: UniformDraw;
  /** From when a request is written to the end of its answer; milliseconds of real time, 30 s without it. */
  readonly requestTimeoutMs?: number | undefined;
  /** Most requests in flight at once, shared by all clients made from this one; 64 without it. */
  readonly connections?: number | undefined;
  /** Sent with every request and handshake, for what stands in front of the deployment. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly proxy?: ProxySettings | undefined;
  /** Only for an owner's token; anybody else's requests are refused with it (428). */
  readonly bypassRateLimit?: boolean | undefined;
  readonly userAgent?: string | undefined;
  /** Called after every request; must not throw and must return at once. */
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTIONS = 64;

/**
 * Client of a Coder deployment: the calls that a storm needs, as one user. Failed calls are repeated where that can do
 * no harm; see `mayRepeat`. All calls throw CoderApiError for a refusal, ConnectionError for no answer, NotCoderError
 * for an answer that is not Coder's, and the signal's reason when they are cancelled.
 */
export class CoderClient {
  /** Scheme, host and port of the deployment. */
  readonly url: string;
  readonly #options: CoderClientOptions;
  readonly #transport: Transport;
  readonly #requester: Requester;
  readonly #ownsTransport: boolean;
  #users: UsersApi | undefined;
  #organizations: OrganizationsApi | undefined;
  #templates: TemplatesApi | undefined;
  #workspaces: WorkspacesApi | undefined;
  #builds: BuildsApi | undefined;
  #deployment: DeploymentApi | undefined;
  #provisioners: ProvisionersApi | undefined;

  /**
   * @param shared - Connections of another client to use; its owner closes them.
   * @throws ConfigError for a URL, token, header or proxy that cannot be used.
   */
  constructor(
    options: CoderClientOptions,
    shared?: { readonly transport: Transport; readonly requester: Requester },
  ) {
    this.#options = options;
    this.#ownsTransport = shared === undefined;
    this.#transport = shared?.transport ?? openTransport(options);
    this.#requester = shared?.requester ?? openRequester(options, this.#transport);
    this.url = this.#transport.origin.origin;
  }

  get users(): UsersApi {
    this.#users ??= usersApi(this.#requester);
    return this.#users;
  }

  get organizations(): OrganizationsApi {
    this.#organizations ??= organizationsApi(this.#requester);
    return this.#organizations;
  }

  get templates(): TemplatesApi {
    this.#templates ??= templatesApi(this.#requester);
    return this.#templates;
  }

  get workspaces(): WorkspacesApi {
    this.#workspaces ??= workspacesApi(this.#requester);
    return this.#workspaces;
  }

  get builds(): BuildsApi {
    this.#builds ??= buildsApi(this.#requester);
    return this.#builds;
  }

  get deployment(): DeploymentApi {
    this.#deployment ??= deploymentApi(this.#requester);
    return this.#deployment;
  }

  get provisioners(): ProvisionersApi {
    this.#provisioners ??= provisionersApi(this.#requester);
    return this.#provisioners;
  }

  /**
   * A client for another user over the same connections. It never bypasses rate limits, and closing it does nothing.
   *
   * @throws ConfigError for a text that cannot be a token.
   */
  withToken(token: string): CoderClient {
    checkToken(token);
    return new CoderClient(this.#options, {
      transport: this.#transport,
      requester: this.#requester.as(token),
    });
  }

  /**
   * Subscribes to the ends of all builds of the deployment. Subscribed when it resolves; whatever ends after that is
   * in the stream. `signal` covers the subscribing only; nothing is retried.
   *
   * @throws CoderApiError 403 where the experiment is off, 404 where the server does not know the route.
   */
  watchAllWorkspaceBuilds(options?: CallOptions): Promise<BuildUpdateStream> {
    const context = {
      transport: this.#transport,
      requester: this.#requester,
      clock: this.#options.realClock,
    };
    return watchAll(context, options?.signal);
  }

  /** Ends all connections at once; of a client made by {@link withToken} it does nothing. */
  async close(): Promise<void> {
    if (this.#ownsTransport) await this.#transport.close();
  }
}

function openTransport(options: CoderClientOptions): Transport {
  const origin = parseUrl(options.url);
  return new Transport({
    origin,
    proxy: proxyFor(origin, options.proxy ?? {}),
    connections: options.connections ?? CONNECTIONS,
    requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    clock: options.realClock,
  });
}

function openRequester(options: CoderClientOptions, transport: Transport): Requester {
  if (options.token !== null) checkToken(options.token);
  for (const [name, value] of Object.entries(options.headers ?? {})) checkHeader(name, value);
  return new Requester({
    transport,
    token: options.token,
    bypassRateLimit: options.bypassRateLimit ?? false,
    headers: options.headers ?? {},
    userAgent: options.userAgent ?? 'nineam',
    clock: options.realClock,
    random: options.random,
    retryLimits: RETRY_LIMITS,
    onRequest: options.onRequest,
  });
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(['url: must be an http(s) URL, e.g. https://coder.example.com']);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(['url: must not contain a user name or password']);
  }
  return url;
}

function checkToken(token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConfigError([
      'token: must be printable characters without spaces, as `coder tokens create` gives it',
    ]);
  }
}

function checkHeader(name: string, value: string): void {
  if (!/^[!#$%&'*+\-.^_`|~0-9a-zA-Z]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw new ConfigError([`header ${JSON.stringify(name)}: must be a name and a value of one line`]);
  }
}

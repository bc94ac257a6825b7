import type { StormModel, StormModelParameters } from '../model/index.js';
import { type Clock, formatInstantUs, ScaledClock, TimeZones } from '../time/index.js';
import { planBeginning } from './beginning.js';
import { BuildUpdates } from './build-updates.js';
import { checkOptions } from './check-options.js';
import { ApiKeys } from './directory/api-keys.js';
import { Builds } from './directory/builds.js';
import { Daemons } from './directory/daemons.js';
import { DeploymentStats } from './directory/deployment-stats.js';
import { DryRuns } from './directory/dry-runs.js';
import { Templates } from './directory/templates.js';
import { type UserRecord, Users } from './directory/users.js';
import { Workspaces } from './directory/workspaces.js';
import { FaultInjector } from './faults/injector.js';
import { Restarts } from './faults/restarts.js';
import { UpdateFaults } from './faults/update-faults.js';
import { Identities } from './identities.js';
import { installer } from './installer.js';
import { ModelDriver, type PublicationListener } from './model-driver.js';
import { DEFAULT_TEMPLATES } from './model-templates.js';
import { BUILD_UPDATES_EXPERIMENT, type DeploymentOptions } from './options.js';
import { writePast } from './population/write-past.js';
import { RateLimiter } from './rate-limiter.js';
import { Secrets } from './secrets.js';
import { restoreState } from './state/deployment-state.js';
import { OpenStreams } from './streams/open-streams.js';
import { Subscribers } from './streams/subscribers.js';
import { tellOf } from './tell-of.js';

/** The release whose behavior is imitated. */
export const SERVER_VERSION = 'v2.34.0';

/** The one organization. Times are microseconds since the epoch. */
export interface OrganizationRecord {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly createdUs: number;
}

const SECOND_US = 1e6;
/** How long before its first moment a deployment was set up, so that its rows are not younger than what they serve. */
const AGE_US = { organization: 20 * SECOND_US, daemons: 19 * SECOND_US, owner: 5 * SECOND_US };
const TEMPLATES_AGE_US = 4 * SECOND_US;

/** The first user, where there is one from the beginning. */
const OWNER = { username: 'admin', email: 'admin@example.com' };
/** The owner's token outlives every run, however fast the clock. */
const OWNER_TOKEN_SECONDS = 100 * 365 * 24 * 3600;

/** Everything that an embedded deployment is and knows. */
export class Deployment {
  readonly id: string;
  readonly options: DeploymentOptions;
  readonly parameters: StormModelParameters;
  /** Of its options, in their order. */
  readonly templateNames: readonly string[];
  readonly experiments: readonly string[];
  /** Deployment time. */
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly model: StormModel;
  readonly driver: ModelDriver;
  readonly faults: FaultInjector;
  readonly restarts: Restarts;
  readonly identities: Identities;
  readonly secrets: Secrets;
  readonly organization: OrganizationRecord;
  /** A token of the first user; empty if the deployment began without one. */
  readonly ownerToken: string;
  readonly users: Users;
  readonly keys: ApiKeys;
  readonly templates: Templates;
  readonly workspaces: Workspaces;
  readonly builds: Builds;
  readonly daemons: Daemons;
  readonly dryRuns: DryRuns;
  readonly stats: DeploymentStats;
  readonly updates: BuildUpdates;
  /** Told whenever something happens to a workspace, by its handle; listeners read what it was. */
  readonly workspaceEvents = new Subscribers<number>();
  /** Told whenever a template is changed, by its id. */
  readonly templateEvents = new Subscribers<string>();
  /** Told whenever a job of a workspace may have moved on, by the workspace's handle; no fault keeps that back. */
  readonly jobMoves = new Subscribers<number>();
  /** Told when a build's log is complete, by the build's sequence number. */
  readonly logEnds = new Subscribers<number>();
  /** What is open to clients. */
  readonly streams: OpenStreams;
  readonly apiLimiter: RateLimiter;
  readonly loginLimiter: RateLimiter;
  readonly #installer: UserRecord;
  readonly #ending = new AbortController();
  /** Time zones of schedules, shared among all workspaces. */
  readonly timeZones = new TimeZones();
  /** Where clients reach it; known once it listens. */
  accessUrl = 'http://127.0.0.1';
  /** A switch that Coder's own cleanup turns; without effect, as there are no prebuilt workspaces. */
  prebuildsPaused = false;
  /** The switch of `coder notifications pause`; without effect, as there are no notifications. */
  notificationsPaused = false;

  /** @throws ConfigError with every problem of the options at once. */
  constructor(options: DeploymentOptions) {
    checkOptions(options);
    const { realClock, randomBytes } = options;
    this.options = options;
    const templates = options.templates ?? DEFAULT_TEMPLATES;
    const firstMs = (): number => (options.startMs ?? realClock.nowMs()) + (options.clockOffsetMs ?? 0);
    const site = { timeZones: this.timeZones, owner: OWNER };
    const beginning = planBeginning(options, templates, firstMs(), site);
    const { listensUs, model, parameters, past, startUs, state } = beginning;
    this.parameters = parameters;
    this.templateNames = templates.map((template) => template.name);
    this.experiments = options.experiments ?? [BUILD_UPDATES_EXPERIMENT];
    this.realClock = realClock;
    this.streams = new OpenStreams(realClock);
    this.model = model;
    this.identities = new Identities(randomBytes, state?.identityKey);
    this.secrets = new Secrets(
      randomBytes,
      state === null ? undefined : Buffer.from(state.digestKey, 'base64'),
    );
    this.id = this.identities.of('deployment', 0);
    this.organization = {
      id: this.identities.of('organization', 0),
      name: 'coder',
      displayName: 'Coder',
      createdUs: startUs - AGE_US.organization,
    };
    this.users = new Users(this.model, this.identities);
    this.keys = new ApiKeys(this.secrets);
    this.templates = new Templates(templates, this.identities, startUs - TEMPLATES_AGE_US);
    this.workspaces = new Workspaces(this.identities);
    this.builds = new Builds(this.identities);
    this.dryRuns = new DryRuns(this.identities);
    this.stats = new DeploymentStats(startUs - AGE_US.daemons, () => this.workspaces.all);
    this.daemons = new Daemons(this.model, this.identities, {
      firstUs: startUs - AGE_US.daemons,
      upUs: startUs,
    });
    this.#installer = installer(this.identities, startUs - AGE_US.organization);
    if (state === null) {
      this.ownerToken = options.firstUser === false ? '' : this.#createOwner(startUs - AGE_US.owner);
    } else {
      restoreState(this, state);
      this.prebuildsPaused = state.prebuildsPaused;
      this.notificationsPaused = state.notificationsPaused ?? false;
      this.ownerToken = this.#newOwnerToken(listensUs);
    }
    writePast(this, past);
    // The clock begins only now: a large past takes seconds to write.
    const originMs = Math.max(Math.floor(firstMs() * 1000), listensUs) / 1000;
    this.clock = new ScaledClock(realClock, { scale: options.timeScale, originMs });
    this.faults = new FaultInjector({
      plan: options.faults,
      clock: this.clock,
      startMs: originMs,
      log: options.faultLog,
    });
    const { faults, ending } = this;
    this.updates = new BuildUpdates(
      this.workspaces,
      this.builds,
      new UpdateFaults(faults, this.clock, ending),
    );
    this.apiLimiter = new RateLimiter(options.rateLimits?.api ?? 512);
    this.loginLimiter = new RateLimiter(options.rateLimits?.login ?? 60);
    this.driver = new ModelDriver(this.model, this.clock);
    const newsFaults = new UpdateFaults(faults, this.clock, ending);
    this.onPublication((publication) => tellOf(publication, this, newsFaults));
    this.restarts = new Restarts({
      faults,
      ending,
      realClock,
      driver: this.driver,
      model: this.model,
      clock: this.clock,
    });
  }

  /** Aborted when the deployment ends: whatever waits for a time of its own then ends too. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Stops its timers; after that only requests move it. */
  end(): void {
    this.driver.close();
    this.#ending.abort();
  }

  /**
   * Tells a listener everything that the model publishes from now on.
   * @returns Ends the subscription.
   */
  onPublication(listener: PublicationListener): () => void {
    return this.driver.subscribe(listener);
  }

  /** Whether it tells its clock: not if that is off on purpose. */
  get announcesClock(): boolean {
    const { announceClock = true, clockOffsetMs = 0 } = this.options;
    return announceClock && clockOffsetMs === 0;
  }

  /** What build info tells of the deployment's clock, e.g. `now=2026-11-23T22:10:50.994332Z; scale=60`. */
  clockAnnouncement(): string {
    const now = formatInstantUs(Math.floor(this.clock.nowMs() * 1000));
    return `now=${now}; scale=${this.options.timeScale}`;
  }

  /** Who set it up, and made its templates: the first user, once there is one. */
  get owner(): UserRecord {
    return this.users.first ?? this.#installer;
  }

  /** @returns A token. */
  #createOwner(atUs: number): string {
    const user = this.users.create(atUs, {
      ...OWNER,
      name: '',
      loginType: 'password',
      passwordDigest: this.secrets.digest(this.secrets.newPassword()),
      isOwner: true,
      status: 'active',
    });
    return this.#createOwnerToken(atUs, user, 'nineam');
  }

  /** Tokens of before are valid still, but only their digests are known. */
  #newOwnerToken(atUs: number): string {
    const owner = this.users.inOrder.find((user) => user.isOwner && user.status === 'active');
    if (owner === undefined) return '';
    const taken = new Set(this.keys.of(owner).map((key) => key.name));
    let number = 2;
    while (taken.has(`nineam-${number}`)) number++;
    return this.#createOwnerToken(atUs, owner, `nineam-${number}`);
  }

  #createOwnerToken(atUs: number, user: UserRecord, name: string): string {
    return this.keys.create(atUs, {
      user,
      name,
      kind: 'token',
      lifetimeSeconds: OWNER_TOKEN_SECONDS,
    }).token;
  }
}

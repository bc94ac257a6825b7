import { StormModel, type StormModelParameters, stormModelParameters } from '../model/index.js';
import { ConfigError } from '../storm/index.js';
import { type Clock, formatInstantUs, ScaledClock, TimeZones } from '../time/index.js';
import { BuildUpdates } from './build-updates.js';
import { ApiKeys } from './directory/api-keys.js';
import { Builds } from './directory/builds.js';
import { Daemons } from './directory/daemons.js';
import { Templates } from './directory/templates.js';
import { type UserRecord, Users } from './directory/users.js';
import { Workspaces } from './directory/workspaces.js';
import { FaultInjector } from './fault-injector.js';
import { faultProblems } from './fault-plan.js';
import { Identities } from './identities.js';
import { ModelDriver } from './model-driver.js';
import { BUILD_UPDATES_EXPERIMENT, type DeploymentOptions, MAX_TIME_SCALE } from './options.js';
import { RateLimiter } from './rate-limiter.js';
import { Secrets } from './secrets.js';

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

/** The owner's token outlives every run, however fast the clock. */
const OWNER_TOKEN_SECONDS = 100 * 365 * 24 * 3600;

/** Everything that an embedded deployment is and knows, apart from its sockets. */
export class Deployment {
  readonly id: string;
  readonly options: DeploymentOptions;
  readonly parameters: StormModelParameters;
  readonly experiments: readonly string[];
  /** Deployment time. */
  readonly clock: Clock;
  readonly realClock: Clock;
  readonly model: StormModel;
  readonly driver: ModelDriver;
  readonly faults: FaultInjector;
  readonly identities: Identities;
  readonly secrets: Secrets;
  readonly organization: OrganizationRecord;
  readonly owner: UserRecord;
  readonly ownerToken: string;
  readonly users: Users;
  readonly keys: ApiKeys;
  readonly templates: Templates;
  readonly workspaces: Workspaces;
  readonly builds: Builds;
  readonly daemons: Daemons;
  readonly updates: BuildUpdates;
  readonly apiLimiter: RateLimiter;
  readonly loginLimiter: RateLimiter;
  /** Time zones of schedules, shared among all workspaces. */
  readonly timeZones = new TimeZones();
  /** Where clients reach it; known once it listens. */
  accessUrl = 'http://127.0.0.1';
  /** A switch that Coder's own cleanup turns; without effect, as there are no prebuilt workspaces. */
  prebuildsPaused = false;

  /** @throws ConfigError with every problem of the options at once. */
  constructor(options: DeploymentOptions) {
    checkOptions(options);
    const { realClock, randomBytes } = options;
    const startMs = options.startMs ?? realClock.nowMs();
    const startUs = Math.floor(startMs * 1000);
    this.options = options;
    this.parameters = stormModelParameters({ ...options.parameters, startUs });
    this.experiments = options.experiments ?? [BUILD_UPDATES_EXPERIMENT];
    this.realClock = realClock;
    this.clock = new ScaledClock(realClock, { scale: options.timeScale, originMs: startUs / 1000 });
    this.model = new StormModel(this.parameters);
    this.faults = new FaultInjector(options.faults);
    this.identities = new Identities(randomBytes);
    this.secrets = new Secrets(randomBytes);
    this.id = this.identities.of('deployment', 0);
    this.organization = {
      id: this.identities.of('organization', 0),
      name: 'coder',
      displayName: 'Coder',
      createdUs: startUs - AGE_US.organization,
    };
    this.users = new Users(this.model, this.identities);
    this.keys = new ApiKeys(this.secrets);
    const templates = options.templates ?? [{ name: 'workspace' }];
    this.templates = new Templates(templates, this.identities, startUs - TEMPLATES_AGE_US);
    this.workspaces = new Workspaces(this.identities);
    this.builds = new Builds(this.identities);
    this.daemons = new Daemons(this.parameters.provisioners, this.identities, startUs - AGE_US.daemons);
    this.updates = new BuildUpdates(this.workspaces, this.builds, this.faults);
    this.apiLimiter = new RateLimiter(options.rateLimits?.api ?? 512);
    this.loginLimiter = new RateLimiter(options.rateLimits?.login ?? 60);
    this.owner = this.#createOwner(startUs - AGE_US.owner);
    this.ownerToken = this.keys.create(startUs - AGE_US.owner, {
      user: this.owner,
      kind: 'token',
      name: 'nineam',
      lifetimeSeconds: OWNER_TOKEN_SECONDS,
    }).token;
    this.driver = new ModelDriver(this.model, this.clock, (publication) => {
      const { build, status } = publication;
      this.updates.publish(publication);
      if (build.transition === 'delete' && status === 'succeeded')
        this.workspaces.noteDeleted(build.workspace);
    });
  }

  /** What build info tells of the deployment's clock, e.g. `now=2026-11-23T22:10:50.994332Z; scale=60`. */
  clockAnnouncement(): string {
    const now = formatInstantUs(Math.floor(this.clock.nowMs() * 1000));
    return `now=${now}; scale=${this.options.timeScale}`;
  }

  #createOwner(atUs: number): UserRecord {
    return this.users.create(atUs, {
      username: 'admin',
      email: 'admin@example.com',
      name: '',
      loginType: 'password',
      passwordDigest: this.secrets.digest(this.secrets.newPassword()),
      isOwner: true,
      status: 'active',
    });
  }
}

function checkOptions(options: DeploymentOptions): void {
  const problems: string[] = [];
  const { timeScale, templates } = options;
  if (!(timeScale >= 1 && timeScale <= MAX_TIME_SCALE)) {
    problems.push(`timeScale: must be a number from 1 to ${MAX_TIME_SCALE}; got ${timeScale}`);
  }
  if (templates !== undefined) {
    const names = templates.map((template) => template.name.toLowerCase());
    if (names.length === 0) problems.push('templates: needs at least one');
    if (new Set(names).size < names.length)
      problems.push('templates: names must differ in more than their case');
  }
  problems.push(...faultProblems(options.faults));
  if (problems.length > 0) throw new ConfigError(problems);
}

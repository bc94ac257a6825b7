import {
  ADMIN,
  type Publication,
  StormModel,
  type StormModelParameters,
  stormModelParameters,
} from '../model/index.js';
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
import { ModelDriver, type PublicationListener } from './model-driver.js';
import { DEFAULT_TEMPLATES, modelTemplate } from './model-templates.js';
import { BUILD_UPDATES_EXPERIMENT, type DeploymentOptions, MAX_TIME_SCALE } from './options.js';
import { RateLimiter } from './rate-limiter.js';
import { Secrets } from './secrets.js';
import { OpenStreams } from './streams/open-streams.js';
import { Subscribers } from './streams/subscribers.js';
import { templateProblems } from './template-problems.js';

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

/** Everything that an embedded deployment is and knows. */
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
  /** A token of the first user; empty if the deployment began without one. */
  readonly ownerToken: string;
  readonly users: Users;
  readonly keys: ApiKeys;
  readonly templates: Templates;
  readonly workspaces: Workspaces;
  readonly builds: Builds;
  readonly daemons: Daemons;
  readonly updates: BuildUpdates;
  /** Told whenever something happens to a workspace, by its handle; listeners read what it was. */
  readonly workspaceEvents = new Subscribers();
  /** Told when a build's log is complete, by the build's sequence number. */
  readonly logEnds = new Subscribers();
  /** What is open to clients. */
  readonly streams: OpenStreams;
  readonly apiLimiter: RateLimiter;
  readonly loginLimiter: RateLimiter;
  readonly #installer: UserRecord;
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
    const templates = options.templates ?? DEFAULT_TEMPLATES;
    this.parameters = stormModelParameters({
      ...options.parameters,
      templates: templates.map(modelTemplate),
      startUs,
      publishes: 'everything',
    });
    this.experiments = options.experiments ?? [BUILD_UPDATES_EXPERIMENT];
    this.realClock = realClock;
    this.streams = new OpenStreams(realClock);
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
    this.templates = new Templates(templates, this.identities, startUs - TEMPLATES_AGE_US);
    this.workspaces = new Workspaces(this.identities);
    this.builds = new Builds(this.identities);
    this.daemons = new Daemons(this.parameters.provisioners, this.identities, startUs - AGE_US.daemons);
    this.updates = new BuildUpdates(this.workspaces, this.builds, this.faults);
    this.apiLimiter = new RateLimiter(options.rateLimits?.api ?? 512);
    this.loginLimiter = new RateLimiter(options.rateLimits?.login ?? 60);
    this.#installer = installer(this.identities, startUs - AGE_US.organization);
    this.ownerToken = options.firstUser === false ? '' : this.#createOwner(startUs - AGE_US.owner);
    this.driver = new ModelDriver(this.model, this.clock);
    this.onPublication((publication) => this.#tell(publication));
  }

  /**
   * Tells a listener everything that the model publishes from now on.
   * @returns Ends the subscription.
   */
  onPublication(listener: PublicationListener): () => void {
    return this.driver.subscribe(listener);
  }

  /** What build info tells of the deployment's clock, e.g. `now=2026-11-23T22:10:50.994332Z; scale=60`. */
  clockAnnouncement(): string {
    const now = formatInstantUs(Math.floor(this.clock.nowMs() * 1000));
    return `now=${now}; scale=${this.options.timeScale}`;
  }

  #tell(publication: Publication): void {
    switch (publication.kind) {
      case 'build_update': {
        const { build, status } = publication;
        this.updates.publish(publication);
        if (build.transition === 'delete' && status === 'succeeded') {
          this.workspaces.noteDeleted(build.workspace);
        }
        break;
      }
      case 'workspace_event':
        this.workspaceEvents.tell(publication.workspace);
        break;
      case 'logs_ended':
        this.logEnds.tell(publication.build.sequence);
        break;
      default:
        publication satisfies never;
    }
  }

  /** Who set it up, and made its templates: the first user, once there is one. */
  get owner(): UserRecord {
    return this.users.first ?? this.#installer;
  }

  /** @returns A token. */
  #createOwner(atUs: number): string {
    const user = this.users.create(atUs, {
      username: 'admin',
      email: 'admin@example.com',
      name: '',
      loginType: 'password',
      passwordDigest: this.secrets.digest(this.secrets.newPassword()),
      isOwner: true,
      status: 'active',
    });
    return this.keys.create(atUs, {
      user,
      kind: 'token',
      name: 'nineam',
      lifetimeSeconds: OWNER_TOKEN_SECONDS,
    }).token;
  }
}

/** Who made the templates of a deployment that has no users: nobody whom a request can find or be of. */
function installer(identities: Identities, createdUs: number): UserRecord {
  return {
    handle: ADMIN,
    id: identities.of('installer', 0),
    username: 'system',
    email: '',
    name: '',
    loginType: 'none',
    passwordDigest: null,
    isOwner: false,
    createdUs,
    updatedUs: createdUs,
    lastSeenUs: null,
    status: 'active',
    deleted: false,
  };
}

function checkOptions(options: DeploymentOptions): void {
  const problems: string[] = [];
  const { timeScale, templates } = options;
  if (!(timeScale >= 1 && timeScale <= MAX_TIME_SCALE)) {
    problems.push(`timeScale: must be a number from 1 to ${MAX_TIME_SCALE}; got ${timeScale}`);
  }
  problems.push(...templateProblems(templates ?? DEFAULT_TEMPLATES));
  problems.push(...faultProblems(options.faults));
  if (problems.length > 0) throw new ConfigError(problems);
}

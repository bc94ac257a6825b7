import type { StormModelParameters } from '../model/index.js';
import type { Clock } from '../time/index.js';
import type { AccessRecord } from './access-record.js';
import type { EmbeddedTemplate } from './embedded-template.js';
import type { FaultFiring, FaultPlan } from './faults/index.js';
import type { PopulationOptions } from './population/plan-population.js';

/** A source of random bytes of cryptographic quality; in tests a seeded one. */
export type RandomBytes = (length: number) => Uint8Array;

/** Requests per minute and path; a negative number lifts the limit. */
export interface RateLimits {
  /** Default 512. */
  readonly api: number;
  /** Of `POST /users/login`. Default 60. */
  readonly login: number;
}

/** What an embedded deployment is made of, apart from its sockets. */
export interface DeploymentOptions {
  /** The storm model's parameters, as far as they differ from the measured defaults; it starts at `startMs`. */
  readonly parameters: Partial<Omit<StormModelParameters, 'startUs' | 'templates'>> & {
    readonly seed: string;
  };
  /** Milliseconds of deployment time in one millisecond of real time: 1 to 600. */
  readonly timeScale: number;
  /** Whether build info tells the deployment's clock in a header. Default true. */
  readonly announceClock?: boolean;
  /** Default: `workspace`, without agents, and `workspace-with-agent`. The first is the oldest. */
  readonly templates?: readonly EmbeddedTemplate[];
  /** Default: the one that the watch-all stream needs. */
  readonly experiments?: readonly string[];
  readonly rateLimits?: Partial<RateLimits>;
  /**
   * Whether there is a first user, the owner `admin`, from the beginning. Without one nobody can do anything, until
   * somebody asks to be the first. Default true.
   */
  readonly firstUser?: boolean;
  /** Whether users log in with passwords. Default true. */
  readonly passwordAuth?: boolean;
  /** Whether workspaces can be renamed. Default false, as in Coder. */
  readonly allowWorkspaceRenames?: boolean;
  readonly faults?: FaultPlan;
  /** Called for every fault that happens. Must not throw. */
  readonly faultLog?: (firing: FaultFiring) => void;
  /**
   * How far the deployment's clock is off, in milliseconds: its first moment is so much later. A clock that is off is
   * never announced, as its deployment does not know. Default 0.
   */
  readonly clockOffsetMs?: number;
  /** Called once per request, when its answer is known. Must not throw. */
  readonly accessLog?: (record: AccessRecord) => void;
  readonly realClock: Clock;
  /** What the deployment's clock shows at first, in milliseconds since the epoch. Default: the real time. */
  readonly startMs?: number;
  readonly randomBytes: RandomBytes;
  /**
   * What `saveState` of an earlier deployment gave: it goes on from there, whatever its population would be. Its clock
   * shows the time of the saving at first, or the present if that is later, and what was due in between has happened;
   * one that was down for a restart comes up with it.
   * Numbers of replicas, provisioners, templates and changes must be those of the earlier one.
   */
  readonly state?: unknown;
  /** What it holds before it listens. Default: only its first user and its templates. */
  readonly population?: PopulationOptions;
}

/** Where and how an embedded deployment is served. */
export interface EmbeddedOptions extends DeploymentOptions {
  /** `host:port`; port 0 takes a free one. Default `127.0.0.1:0`. */
  readonly address?: string;
  /** Whether `address` may be reached from other machines. Its tokens travel in the clear. Default false. */
  readonly allowRemote?: boolean;
  /** `host:port` of a Prometheus endpoint under Coder's names for metrics; absent: none. */
  readonly metricsAddress?: string;
  /** Told of what goes wrong while it runs, in words for people. Must not throw. */
  readonly warn?: (message: string) => void;
}

/** Fastest a deployment may run, in deployment time per real time. */
export const MAX_TIME_SCALE = 600;

/** The experiment that switches the watch-all stream on. */
export const BUILD_UPDATES_EXPERIMENT = 'workspace-build-updates';

/** What the experiment `*` stands for on the release that is imitated; nothing here acts upon them. */
export const SAFE_EXPERIMENTS: readonly string[] = ['minimum-implicit-member'];

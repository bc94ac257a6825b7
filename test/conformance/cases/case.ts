import type { Leeway } from '../compare/answers.js';
import type { RecordedRequest } from '../recordings.js';
import type { Need, OurOptions } from '../subject.js';
import type { Answer } from '../wire/answer.js';
import type { World } from '../world.js';

/** What the closing table counts by. */
export type Resource =
  | 'deployment'
  | 'authentication'
  | 'users'
  | 'organizations'
  | 'templates'
  | 'workspaces'
  | 'schedules'
  | 'builds'
  | 'streams'
  | 'provisioners'
  | 'rate limits';

/** How one recorded exchange is had again. */
export interface Case {
  /** Name of the recording. */
  readonly exchange: string;
  readonly resource: Resource;
  readonly needs?: readonly Need[];
  /** Brings about what the recorded request met. */
  readonly before?: (world: World) => Promise<void>;
  /** Whether `before` is done although the case itself is not run. */
  readonly laterCasesCountOnIt?: true;
  /** Where the recorded request does not tell all: what to put in its place. */
  readonly request?: (world: World) => Partial<RecordedRequest> | Promise<Partial<RecordedRequest>>;
  /** Instead of asking: how the answer is had. */
  readonly obtain?: (world: World) => Answer | Promise<Answer>;
  /** The part of the body that was recorded, where that is not all of it. */
  readonly part?: (world: World, body: unknown) => unknown;
  readonly leeway?: Leeway;
  /** Learns from the answer; throws where it is wrong in itself. */
  readonly after?: (world: World, answer: Answer) => void | Promise<void>;
}

/** Cases that are had one after the other with one deployment. */
export interface Chapter {
  readonly title: string;
  readonly needs?: readonly Need[];
  readonly ours: OurOptions;
  /** Ids of the recorded server that recordings of this chapter share. */
  readonly recordedServer: RecordedServer;
  readonly setUp?: (world: World) => Promise<void>;
  readonly cases: readonly Case[];
}

/** What recordings of one chapter call things that every deployment has. */
export interface RecordedServer {
  readonly organization: string;
  readonly owner: string;
}

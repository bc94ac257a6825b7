import type { Resource } from '../cases/case.js';
import type { Need } from '../subject.js';
import type { Answer, Asked } from '../wire/answer.js';
import type { World } from '../world.js';

/** A request whose answer no recording shows: the contract tells its status, the description its form. */
export interface DescribedCase {
  readonly title: string;
  readonly resource: Resource;
  readonly needs?: readonly Need[];
  readonly status: number;
  /** Asked as the handshake of a WebSocket. */
  readonly over?: 'websocket';
  readonly ask: (world: World) => Question | Promise<Question>;
  /** Learns from the answer; throws where it is wrong in itself. */
  readonly check?: (answer: Answer, world: World) => void | Promise<void>;
  /** Why our deployment answers so although the recorded server would not. */
  readonly onPurpose?: string;
}

/** A request of the owner, unless it says otherwise. */
export type Question = Pick<Asked, 'method' | 'path'> & Partial<Asked>;

/** @throws Error that shows the value, unless it holds. */
export function expectThat(holds: boolean, value: unknown): void {
  if (!holds) throw new Error(`unexpected: ${JSON.stringify(value)}`);
}

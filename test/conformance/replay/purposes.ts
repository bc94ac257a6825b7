import type { Difference } from '../compare/difference.js';
import {
  DIFFERENCES_OF_CONVERSATIONS,
  type DifferenceOfConversations,
  purposeOf,
} from '../differences-on-purpose.js';

/** The differences on purpose of one conversation, and which of them its answers have shown. */
export class Purposes {
  readonly #purposes: readonly DifferenceOfConversations[];
  readonly #unused: Set<DifferenceOfConversations>;

  constructor(conversation: DifferenceOfConversations['conversations'][number]) {
    this.#purposes = DIFFERENCES_OF_CONVERSATIONS.filter(({ conversations }) =>
      conversations.includes(conversation),
    );
    this.#unused = new Set(this.#purposes);
  }

  /** Those that no answer has shown so far, by what they are about. */
  get unused(): readonly string[] {
    return [...this.#unused].map(({ what }) => what);
  }

  /** Whether the answer to a request such as `GET /path` is meant to differ so. */
  allow(request: string, difference: Difference): boolean {
    const purpose = purposeOf(this.#purposes, request, difference);
    if (purpose === undefined) return false;
    this.#unused.delete(purpose);
    return true;
  }
}

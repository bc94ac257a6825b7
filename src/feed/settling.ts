/** Readings without any change after which all rows are read again for certainty; doubles each time, up to the last. */
const FIRST_CERTAINTY = 6;
const LAST_CERTAINTY = 24;

/**
 * Decides from a poll's successive counts when rows are worth reading.
 *
 * | counts | rows are read |
 * |---|---|
 * | changed, something is under way | no |
 * | changed, nothing is under way | yes |
 * | as a reading ago, rows not read over them | yes: whatever is under way does not move |
 * | as a reading ago, rows read over them | no; after 6 readings yes, for certainty, then after 12, then every 24 |
 */
export class Settling {
  #counts = '';
  /** Whether rows were read over those counts. */
  #rowsRead = false;
  #unchanged = 0;
  #certaintyAfter = FIRST_CERTAINTY;

  /** @param counts - All counts of a reading, as one text. */
  wantsRows(counts: string, underWay: boolean): boolean {
    if (counts !== this.#counts) {
      this.#counts = counts;
      this.#unchanged = 0;
      this.#certaintyAfter = FIRST_CERTAINTY;
      this.#rowsRead = !underWay;
      return this.#rowsRead;
    }
    this.#unchanged += 1;
    if (!this.#rowsRead) {
      this.#rowsRead = true;
      return true;
    }
    if (this.#unchanged < this.#certaintyAfter) {
      return false;
    }
    this.#unchanged = 0;
    this.#certaintyAfter = Math.min(LAST_CERTAINTY, this.#certaintyAfter * 2);
    return true;
  }
}

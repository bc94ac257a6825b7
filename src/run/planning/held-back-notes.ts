import { type DueGroup, heldBack } from '../../plan/index.js';
import { counted } from '../../storm/index.js';

/** Whom --schedule-window does not spread as far as it reaches, each a whole sentence. */
export function heldBackNotes(groups: readonly DueGroup[]): readonly string[] {
  const { unmoved, untilMidnight } = heldBack(groups.filter(({ window }) => window.minutes > 1));
  const several =
    `--schedule-window does not move ${counted(unmoved, 'workspace')} with several minutes a day: ` +
    'nothing says which of the minutes to move.';
  const forbidden =
    `--schedule-window spreads ${counted(untilMidnight, 'workspace')} over the minutes before midnight only: ` +
    'the template starts nobody on a day after.';
  return [...(unmoved === 0 ? [] : [several]), ...(untilMidnight === 0 ? [] : [forbidden])];
}

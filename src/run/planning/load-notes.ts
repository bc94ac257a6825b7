import { backgroundLoad, mostProvisioners, type PlanInputs } from '../../plan/index.js';
import { counted } from '../../storm/index.js';

/**
 * What is the matter with the load of a plan whose provisioners are known, each a whole sentence.
 * @param firstDueMs - The first minute at which anybody is due.
 */
export function loadNotes(inputs: PlanInputs, firstDueMs: number): readonly string[] {
  const { parameters, provisioners, warmUpUs } = inputs;
  const tagged = (parameters.taggedProvisioners ?? []).reduce((sum, { count }) => sum + count, 0);
  const most = mostProvisioners(inputs);
  const atFirst = provisioners.steps.reduce(
    (count, step) => (step.atUs <= firstDueMs * 1000 ? step.count : count),
    provisioners.initial,
  );
  const notes: string[] = [];
  const load = backgroundLoad(inputs);
  if (load > 0 && load >= most) {
    notes.push(
      `Builds of others alone are work for ${load.toFixed(1)} provisioners, and there ${most === 1 ? 'is' : 'are'} ${most}: ` +
        `their queue only grows, here from ${counted(warmUpUs / 60e6, 'minute')} before the first due minute on.`,
    );
  }
  if (atFirst + tagged === 0) {
    notes.push(
      'There is no provisioner at the first due minute: the server starts nobody until one has reported.',
    );
  }
  return notes;
}

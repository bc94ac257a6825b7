import type { PlanAnswer, PlanReport } from '../plan-report.js';
import { basisSections } from './basis-sections.js';
import { checkSections } from './check-sections.js';
import { boundsSection, morningSections } from './morning-sections.js';
import type { PlanSection } from './plan-section.js';
import { capacitySections, judgedSections, staggerSections } from './target-sections.js';
import { kneeSections, sweepSections } from './varied-sections.js';

/** What a plan says to people below its headline, in its order; each format for people renders all of it. */
export function planSections(report: PlanReport): readonly PlanSection[] {
  return [...answerSections(report.answer, report), ...basisSections(report)];
}

function answerSections(answer: PlanAnswer, { basis }: PlanReport): readonly PlanSection[] {
  switch (answer.kind) {
    case 'predict':
      return [
        ...judgedSections(answer),
        ...morningSections(answer.prediction, basis),
        boundsSection(answer.bounds),
      ];
    case 'capacity':
      return capacitySections(answer, basis);
    case 'stagger':
      return staggerSections(answer, basis);
    case 'knee':
      return kneeSections(answer);
    case 'sweep':
      return sweepSections(answer);
    case 'check':
      return checkSections(answer, basis);
    default:
      return answer satisfies never;
  }
}

import { count, duration, percentileName } from '../../../analysis/index.js';
import type { DistributionFit } from '../../../plan/index.js';
import type { PlanBasis, PlanReport } from '../plan-report.js';
import { bandMeaning, dueText } from '../plan-words.js';
import { list, type PlanSection, paragraph, table } from './plan-section.js';

/** What a plan was made from, what to mind, and how it was computed. */
export function basisSections({ answer, basis }: PlanReport): readonly PlanSection[] {
  const bands = answer.kind === 'check' ? [] : [bandMeaning(basis.replications)];
  return [
    {
      id: 'inputs',
      title: `What it was made from: ${dueText(basis)}`,
      titledIn: 'all',
      parts: [{ kind: 'inputs', inputs: basis.inputs }],
    },
    ...fitSections(basis),
    ...(basis.notes.length === 0
      ? []
      : [
          {
            id: 'notes',
            title: 'What to mind',
            titledIn: 'page',
            parts: list(basis.notes.map((note) => `note: ${note}`)),
          } as const,
        ]),
    {
      id: 'method',
      title: 'How it was computed',
      titledIn: 'page',
      parts: list([...bands, methodText(basis)]),
    },
  ];
}

function fitSections({ fits }: PlanBasis): readonly PlanSection[] {
  return fits.map(({ fit, template }, i) => {
    const rows = fit.quantiles.map(({ fittedUs, observedUs, p }) => [
      percentileName(p),
      duration(observedUs),
      duration(fittedUs),
    ]);
    const of = template === null ? '' : `, template ${template}`;
    return {
      id: i === 0 ? 'fit' : `fit-${i + 1}`,
      title: `Service times against a lognormal${of}`,
      titledIn: 'page',
      parts: [
        ...paragraph(fitText(fit, template)),
        ...table(`Service times${of}`, ['Service time', 'observed', 'lognormal'], rows),
      ],
    };
  });
}

/** How well the lognormal fits, and what is drawn from. */
function fitText({ critical, distance, n }: DistributionFit, template: string | null): string {
  return (
    `The ${n} observed service times${template === null ? '' : ` of template ${template}`} against the lognormal of their own p50 and p95: the greatest difference of shares is ` +
    `${distance.toFixed(3)}; by chance alone it stays below ${critical.toFixed(3)} in 95 of 100 cases. The plan draws from ` +
    'the observed times.'
  );
}

function methodText({ replications, seed }: PlanBasis): string {
  return `Simulated ${count(replications, 'morning')} from the seed "${seed}"; the same inputs give the same figures. How, and how far off: docs/model.md.`;
}

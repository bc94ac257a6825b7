import type { Leeway } from '../compare/answers.js';

/** For lists of resources: the template names them. */
export const namesOfResources: Leeway = {
  free: [
    {
      path: /^\$\[\d+\]\.name$/,
      rule: 'what the template calls its resource',
      allows: (_, actual) => typeof actual === 'string' && actual !== '',
      depth: 'all',
    },
  ],
};

/** For logs: lines that came at once may come one after the other, and the other way round. */
export const timesOfLines: Leeway = {
  free: [
    {
      path: /^\$\[\d+\]\.created_at$/,
      rule: 'when the line was written',
      allows: (_, actual) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,2}[1-9])?Z$/.test(String(actual)),
      depth: 'all',
    },
  ],
};

/** A deployment on which a storm of a few dozen takes seconds. */
export const QUICK = [
  '--provisioners',
  '10',
  '--time-scale',
  '120',
  '--service-time',
  'p50=20s,p95=40s',
  '--service-time',
  'stop:constant=5s',
  '--service-time',
  'delete:constant=5s',
];

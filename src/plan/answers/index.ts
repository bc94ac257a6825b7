/** What a plan answers: capacity, stagger, knee, sweep. @packageDocumentation */

export type { CapacityAnswer, CapacityQuestion } from './capacity.js';
export { capacity, constantProvisioners } from './capacity.js';
export type { JudgedValue } from './judged-search.js';
export type { KneeAnswer, KneePoint, KneeQuestion } from './knee.js';
export { knee, kneeOf } from './knee.js';
export type { ProposedSchedule, StaggerAnswer, StaggerQuestion } from './stagger.js';
export { stagger, withWindow } from './stagger.js';
export type { Sweep, SweepAxis } from './sweep.js';
export { sweep } from './sweep.js';
export type { TargetCheck, TargetOutcome } from './target-check.js';
export { checkTargets } from './target-check.js';
export { targetProblems } from './target-problems.js';
export { SWEEP_INPUTS, type SweepInput, withInput } from './vary-input.js';

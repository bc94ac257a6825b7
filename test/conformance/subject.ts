import { type EmbeddedOptions, startEmbedded } from '../../src/embedded/index.js';
import { SystemClock } from '../../src/time/index.js';
import { seededBytes, testParameters } from '../embedded/harness.js';

/** What a case needs of a deployment and a deployment of somebody else's cannot be asked for. */
export type Need =
  | 'builds that take a while'
  | 'builds that fail'
  | 'builds that wait'
  | 'an agent that connects'
  | 'an agent that never connects'
  | 'a fast clock'
  | 'the default rate limits'
  | 'templates made for the suite'
  | 'a deployment without other work'
  | 'the settings of the recorded server'
  | 'a deployment without users'
  | 'nineam itself';

/** The deployment that is asked. */
export interface Subject {
  readonly url: string;
  /** The owner's. */
  readonly token: string;
  readonly isOurs: boolean;
  /** How much faster than ours its clock goes. */
  readonly timeScale: number;
  /** The template with an agent, and the one without. */
  readonly templates: { readonly agent: string; readonly plain: string };
  close(): Promise<void>;
}

/** What our own deployment has to be like for a chapter. */
export type OurOptions = Partial<Pick<EmbeddedOptions, 'templates' | 'timeScale' | 'firstUser'>> & {
  readonly parameters?: Partial<EmbeddedOptions['parameters']>;
};

/** Somebody else's deployment, if the environment names one. */
export function foreignDeployment(environment: NodeJS.ProcessEnv): Subject | null {
  const url = environment['NINEAM_CONFORMANCE_URL'];
  if (url === undefined || url === '') return null;
  const token = environment['NINEAM_CONFORMANCE_TOKEN'] ?? '';
  if (token === '') throw new Error('NINEAM_CONFORMANCE_TOKEN: the token of an owner of that deployment');
  const template = environment['NINEAM_CONFORMANCE_TEMPLATE'] ?? 'workspace';
  return {
    url,
    token,
    isOurs: false,
    timeScale: 1,
    templates: { agent: template, plain: template },
    close: async () => {},
  };
}

/** Starts our own deployment on loopback. */
export async function startOurs(options: OurOptions): Promise<Subject> {
  const { parameters, timeScale = 1, ...others } = options;
  const deployment = await startEmbedded({
    timeScale,
    realClock: new SystemClock(),
    randomBytes: seededBytes('conformance'),
    ...others,
    parameters: { ...testParameters, seed: 'conformance', ...parameters },
  });
  return {
    url: deployment.url,
    token: deployment.token,
    isOurs: true,
    timeScale,
    templates: { agent: 'agent', plain: 'plain' },
    close: () => deployment.close(),
  };
}

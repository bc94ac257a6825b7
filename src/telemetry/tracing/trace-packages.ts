import { messageOf } from '../../storm/index.js';

/** OpenTelemetry's SDK: packages that an installation may leave out. */
export interface TracePackages {
  readonly sdk: typeof import('@opentelemetry/sdk-trace');
  readonly resources: typeof import('@opentelemetry/resources');
  readonly transformer: typeof import('@opentelemetry/otlp-transformer');
}

/** How each package is loaded. */
export type TraceLoaders = { readonly [Name in keyof TracePackages]: () => Promise<TracePackages[Name]> };

const PACKAGE_NAMES: Readonly<Record<keyof TracePackages, string>> = {
  sdk: '@opentelemetry/sdk-trace',
  resources: '@opentelemetry/resources',
  transformer: '@opentelemetry/otlp-transformer',
};

/** Loads them from where nineam is installed. */
export const installedPackages: TraceLoaders = {
  sdk: () => import('@opentelemetry/sdk-trace'),
  resources: () => import('@opentelemetry/resources'),
  transformer: () => import('@opentelemetry/otlp-transformer'),
};

/** The packages; `null` when one cannot be loaded, which one and why is told. */
export async function loadTracePackages(
  loaders: TraceLoaders,
  warn: (message: string) => void,
): Promise<TracePackages | null> {
  const failures: string[] = [];
  const load = async <Name extends keyof TracePackages>(name: Name): Promise<TracePackages[Name] | null> => {
    try {
      return await loaders[name]();
    } catch (error) {
      failures.push(isMissing(error) ? PACKAGE_NAMES[name] : `${PACKAGE_NAMES[name]} (${messageOf(error)})`);
      return null;
    }
  };
  const [sdk, resources, transformer] = [
    await load('sdk'),
    await load('resources'),
    await load('transformer'),
  ];
  if (sdk !== null && resources !== null && transformer !== null) return { sdk, resources, transformer };
  warn(
    `no traces: ${failures.join(', ')} could not be loaded; install nineam with its optional dependencies to get them`,
  );
  return null;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

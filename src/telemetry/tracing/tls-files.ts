import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../storm/index.js';
import type { TlsFiles } from '../options.js';

/** What a TLS connection is made with; an absent part is the system's own. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const VARIABLES = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

/** Reads the files. @throws ConfigError with every file that cannot be read. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  const problems: string[] = [];
  const material: { -readonly [Part in keyof TlsMaterial]: TlsMaterial[Part] } = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const path = files[part];
    if (path === null) continue;
    try {
      material[part] = await readFile(path);
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      problems.push(`OTEL_EXPORTER_OTLP_${VARIABLES[part]}: ${path} cannot be read: ${code}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return material;
}

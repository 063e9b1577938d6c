import { dirname, join } from 'node:path/posix';
import type { Import, Source } from './source.ts';

/**
 * What a folder may take from another folder or a package. `types`: nothing that is left at run time.
 * `of`: values of these files, types of all. `in`: only these files may import it at all. `cache`: types;
 * values only in a file that reads the cache, whose entries are parsed with the schema of the answer.
 */
type Permission = 'types' | 'values' | 'cache' | { of: string[] } | { in: string[] };

interface Row {
  /** Folders of the project; its own is always allowed. */
  project: Record<string, Permission>;
  /** npm packages, subpaths included. Whatever no row names nobody may import. */
  npm: Record<string, Permission>;
  node: Record<string, Permission>;
}

const ADAPTERS = ['auth', 'strava', 'cache', 'db', 'ai', 'weather', 'observe'];

/** The architecture: which folder may import what. A folder without a row may not exist. */
export const IMPORT_TABLE: Record<string, Row> = {
  'netlify/functions': {
    project: {
      contract: 'values',
      features: 'values',
      jobs: { of: ['lib/jobs/run-jobs.ts'] },
      http: 'values',
      deps: 'values',
    },
    npm: { '@netlify/functions': 'types' },
    node: {},
  },
  deps: {
    project: {
      env: 'values',
      core: 'values',
      jobs: 'values',
      coach: 'values',
      ...Object.fromEntries(ADAPTERS.map((adapter) => [adapter, 'values' as const])),
    },
    npm: {},
    node: { 'node:crypto': 'values', 'node:timers/promises': 'values' },
  },
  // The version it tells is the package's.
  env: { project: { core: 'types', 'package.json': 'values' }, npm: { zod: 'values' }, node: {} },
  http: {
    project: { contract: 'types', core: 'values' },
    npm: { hono: 'values', zod: 'types' },
    node: {
      'node:crypto': 'values',
      'node:util': { in: ['lib/http/decompress.ts'] },
      'node:zlib': { in: ['lib/http/decompress.ts'] },
    },
  },
  features: {
    project: {
      contract: 'cache',
      jobs: { of: ['lib/jobs/kinds.ts', 'lib/jobs/streams-retry-at.ts'] },
      recording: 'values',
      analytics: 'values',
      coach: 'values',
      core: 'values',
    },
    npm: { zod: 'cache' },
    node: { 'node:crypto': 'values' },
  },
  jobs: { project: { core: 'values' }, npm: { zod: 'values' }, node: {} },
  contract: {
    project: { core: 'values' },
    npm: { zod: 'values', 'zod-openapi': { in: ['lib/contract/document.ts'] } },
    node: {},
  },
  recording: {
    project: {
      analytics: {
        of: [
          'lib/analytics/downsample.ts',
          'lib/analytics/racket/motion-activity.ts',
          'lib/analytics/swimming/swim-length.ts',
        ],
      },
      core: 'values',
    },
    npm: {
      'fit-file-parser': 'values',
      '@photostructure/tz-lookup': { in: ['lib/recording/time-zone-of.ts'] },
      sax: 'values',
      'csv-parse': 'values',
      zod: {
        in: [
          'lib/recording/export-file/export-format.ts',
          'lib/recording/export-file/read-export.ts',
        ],
      },
    },
    node: { 'node:zlib': 'values', 'node:buffer': 'values' },
  },
  coach: { project: { analytics: 'types', core: 'values' }, npm: {}, node: {} },
  analytics: { project: {}, npm: {}, node: {} },
  core: { project: {}, npm: {}, node: { 'node:async_hooks': { in: ['lib/core/later.ts'] } } },
  auth: {
    project: { core: 'values' },
    npm: { jose: 'values', zod: 'values' },
    node: { 'node:crypto': 'values' },
  },
  strava: {
    project: { core: 'values' },
    npm: { zod: 'values' },
    node: { 'node:crypto': 'values' },
  },
  cache: {
    project: { core: 'values' },
    npm: { '@netlify/blobs': 'values', zod: 'values' },
    node: { 'node:crypto': 'values' },
  },
  db: {
    project: { core: 'values' },
    npm: { '@supabase/supabase-js': 'values', '@supabase/postgrest-js': 'values', zod: 'values' },
    node: { 'node:buffer': 'values', 'node:crypto': 'values' },
  },
  ai: {
    project: { core: 'values' },
    npm: { openai: 'values', '@google/genai': 'values', zod: 'values' },
    node: {},
  },
  weather: { project: { core: 'values' }, npm: { zod: 'values' }, node: {} },
  observe: { project: { core: 'values' }, npm: { '@sentry/core': 'values' }, node: {} },
};

/** The row a file falls under: `netlify/functions`, a folder of lib, or a file directly in lib. */
export function folderOf(path: string): string | undefined {
  if (path.startsWith('netlify/functions/')) {
    return 'netlify/functions';
  }
  if (path === 'package.json') {
    return path;
  }
  return /^lib\/([^/]+?)(\/.*|\.ts)$/.exec(path)?.[1];
}

/** Where a relative import leads, from the repository's folder. */
export function resolveImport(path: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? join(dirname(path), specifier) : undefined;
}

/** Imports of a file that the table does not allow, in words. */
export function importFindings(source: Source): string[] {
  const folder = folderOf(source.path);
  const row = folder === undefined ? undefined : IMPORT_TABLE[folder];
  if (folder === undefined || row === undefined) {
    return [`${source.path}: no row of the import table covers this file`];
  }
  return source.imports.flatMap((imported) => {
    const reason = refusal({ source, folder, row, imported });
    return reason === undefined
      ? []
      : [`${source.path}: ${imported.specifier ?? 'import(…)'} ${reason}`];
  });
}

interface Case {
  source: Source;
  folder: string;
  row: Row;
  imported: Import;
}

function refusal({ source, folder, row, imported }: Case): string | undefined {
  const { specifier, level } = imported;
  if (specifier === undefined) {
    return 'is computed: write the module’s name';
  }
  const target = resolveImport(source.path, specifier);
  if (target === undefined) {
    const table = specifier.startsWith('node:') ? row.node : row.npm;
    return judge(table[packageOf(specifier)], { source, level, folder });
  }
  if (!/\.(ts|json)$/.test(target)) {
    return 'lacks its .ts ending';
  }
  const targetFolder = folderOf(target);
  if (targetFolder === undefined) {
    return 'leads out of lib';
  }
  return targetFolder === folder
    ? undefined
    : judge(row.project[targetFolder], { source, level, folder, target });
}

function judge(
  permission: Permission | undefined,
  to: { source: Source; level: Import['level']; folder: string; target?: string },
): string | undefined {
  if (permission === undefined) {
    return `is not for ${to.folder}`;
  }
  if (permission === 'values') {
    return undefined;
  }
  if (typeof permission === 'object' && 'in' in permission) {
    return permission.in.includes(to.source.path)
      ? undefined
      : `is for ${permission.in.join(', ')} only`;
  }
  if (to.level === 'types') {
    return undefined;
  }
  if (permission === 'types') {
    return `may give ${to.folder} types only`;
  }
  if (permission === 'cache') {
    return to.source.text.includes('cache.read(')
      ? undefined
      : 'gives values only to a file that reads the cache';
  }
  return permission.of.includes(to.target ?? '')
    ? undefined
    : `may give values of ${permission.of.join(', ')} only`;
}

/** `hono/cors` -> `hono`, `@a/b/c` -> `@a/b`, `node:timers/promises` as it is. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) {
    return specifier;
  }
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

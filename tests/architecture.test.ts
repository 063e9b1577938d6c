import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyNames, fileFindings } from './support/file-rules.ts';
import { functionFileFindings } from './support/function-file.ts';
import { importCycles } from './support/import-cycles.ts';
import { folderOf, IMPORT_TABLE, importFindings, resolveImport } from './support/import-table.ts';
import { parseSource, ROOT, readSources } from './support/source.ts';

const sources = readSources('lib/**/*.ts', 'netlify/functions/**/*.mts');
const functions = sources.filter(({ path }) => path.endsWith('.mts'));

describe('the tree', () => {
  it('is seen: all of lib and netlify/functions', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(functions.length).toBeGreaterThan(10);
    const folders = new Set(sources.map(({ path }) => folderOf(path)));
    expect([...folders]).toEqual(
      expect.arrayContaining(['netlify/functions', 'contract', 'core', 'db', 'features', 'http']),
    );
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
    expect(globSync('netlify/functions/**/*.{ts,js,mjs,cts,cjs}', { cwd: ROOT })).toEqual([]);
  });

  it('imports what the table allows and nothing else', () => {
    expect(sources.flatMap(importFindings)).toEqual([]);
  });

  it('imports files that exist', () => {
    const missing = sources.flatMap(({ path, imports }) =>
      imports
        .map(({ specifier }) => resolveImport(path, specifier ?? ''))
        .filter((target) => target !== undefined && !existsSync(join(ROOT, target)))
        .map((target) => `${path}: ${target} is not there`),
    );
    expect(missing).toEqual([]);
  });

  it('has no circle of value imports', () => {
    expect(importCycles(sources)).toEqual([]);
  });

  it('keeps the house rules in every file', () => {
    expect(sources.flatMap(fileFindings)).toEqual([]);
  });

  it('has no file or folder whose name says nothing', () => {
    const paths = globSync('{lib,netlify,scripts,supabase,tests}/**', { cwd: ROOT });
    expect(paths.length).toBeGreaterThan(150);
    expect(paths.map((path) => path.replaceAll('\\', '/')).flatMap(emptyNames)).toEqual([]);
  });

  it('has functions that only say what runs what', () => {
    expect(functions.flatMap(functionFileFindings)).toEqual([]);
  });
});

/** A planted import, and what must be said about it. */
const PLANTED_IMPORTS: { case: string; path: string; text: string; says: string }[] = [
  {
    case: 'a feature that takes an adapter',
    path: 'lib/features/me/x.ts',
    text: `import { createDb } from '../../db/create-db.ts';`,
    says: 'is not for features',
  },
  {
    case: 'a feature that takes even the type of an adapter',
    path: 'lib/features/me/x.ts',
    text: `import type { DbPorts } from '../../db/create-db.ts';`,
    says: 'is not for features',
  },
  {
    case: 'a feature that takes a value of the contract without a cache to read',
    path: 'lib/features/me/x.ts',
    text: `import { me } from '../../contract/me.ts';`,
    says: 'gives values only to a file that reads the cache',
  },
  {
    case: 'a feature that takes the runner',
    path: 'lib/features/me/x.ts',
    text: `import { runJobs } from '../../jobs/run-jobs.ts';`,
    says: 'may give values of',
  },
  {
    case: 'a feature that knows about HTTP',
    path: 'lib/features/me/x.ts',
    text: `import type { Route } from '../../http/serve.ts';`,
    says: 'is not for features',
  },
  {
    case: 'an adapter that takes another',
    path: 'lib/strava/x.ts',
    text: `import { createDb } from '../db/create-db.ts';`,
    says: 'is not for strava',
  },
  {
    case: 'a package outside its folder',
    path: 'lib/features/me/x.ts',
    text: `import { Hono } from 'hono';`,
    says: 'is not for features',
  },
  {
    case: 'a subpath of a package outside its folder',
    path: 'lib/contract/x.ts',
    text: `import { cors } from 'hono/cors';`,
    says: 'is not for contract',
  },
  {
    case: 'a scoped package outside its folder',
    path: 'lib/http/x.ts',
    text: `import { createClient } from '@supabase/supabase-js';`,
    says: 'is not for http',
  },
  {
    case: 'a package nobody has',
    path: 'lib/db/x.ts',
    text: `import _ from 'lodash';`,
    says: 'is not for db',
  },
  {
    case: 'zod-openapi in a resource’s contract',
    path: 'lib/contract/me.ts',
    text: `import { createDocument } from 'zod-openapi';`,
    says: 'is for lib/contract/document.ts only',
  },
  {
    case: 'zod as a value in lib/http',
    path: 'lib/http/x.ts',
    text: `import { z } from 'zod';`,
    says: 'may give http types only',
  },
  {
    case: 'zod in analytics',
    path: 'lib/analytics/x.ts',
    text: `import type { z } from 'zod';`,
    says: 'is not for analytics',
  },
  {
    case: 'analytics that takes from the project',
    path: 'lib/analytics/x.ts',
    text: `import type { Clock } from '../core/ports/world.ts';`,
    says: 'is not for analytics',
  },
  {
    case: 'core that takes from the project',
    path: 'lib/core/x.ts',
    text: `import type { Job } from '../contract/jobs.ts';`,
    says: 'is not for core',
  },
  {
    case: 'a builtin of Node in analytics',
    path: 'lib/analytics/x.ts',
    text: `import { createHash } from 'node:crypto';`,
    says: 'is not for analytics',
  },
  {
    case: 'async_hooks in another file of core',
    path: 'lib/core/log.ts',
    text: `import { AsyncLocalStorage } from 'node:async_hooks';`,
    says: 'is for lib/core/later.ts only',
  },
  {
    case: 'a builtin of Node without its prefix',
    path: 'lib/auth/x.ts',
    text: `import { createHash } from 'crypto';`,
    says: 'is not for auth',
  },
  {
    case: 'a feature in the composition root',
    path: 'lib/deps.ts',
    text: `import { getMe } from './features/me/get-me.ts';`,
    says: 'is not for deps',
  },
  {
    case: 'a dynamic import',
    path: 'lib/features/me/x.ts',
    text: `export const x = async () => import('../../db/create-db.ts');`,
    says: 'is not for features',
  },
  {
    case: 'a computed dynamic import',
    path: 'lib/features/me/x.ts',
    text: `export const x = async (name: string) => import(name);`,
    says: 'is computed',
  },
  {
    case: 'a type written as an import',
    path: 'lib/features/me/x.ts',
    text: `export type X = import('../../db/create-db.ts').DbPorts;`,
    says: 'is not for features',
  },
  {
    case: 'a re-export',
    path: 'lib/features/me/x.ts',
    text: `export { createDb } from '../../db/create-db.ts';`,
    says: 'is not for features',
  },
  {
    case: 'JSON of another floor',
    path: 'lib/features/me/x.ts',
    text: `import d from '../../contract/openapi.json' with { type: 'json' };`,
    says: 'gives values only to a file that reads the cache',
  },
  {
    case: 'an import without its ending',
    path: 'lib/features/me/x.ts',
    text: `import { AppError } from '../../core/errors';`,
    says: 'lacks its .ts ending',
  },
  {
    case: 'an alias',
    path: 'lib/features/me/x.ts',
    text: `import { AppError } from '#core/errors.ts';`,
    says: 'is not for features',
  },
  {
    case: 'the tests',
    path: 'lib/features/me/x.ts',
    text: `import { world } from '../../../tests/db/world.ts';`,
    says: 'leads out of lib',
  },
  {
    case: 'the package’s description outside lib/env.ts',
    path: 'lib/core/x.ts',
    text: `import pkg from '../../package.json' with { type: 'json' };`,
    says: 'is not for core',
  },
  {
    case: 'a folder without a row',
    path: 'lib/stuff/x.ts',
    text: `export const x = 1;`,
    says: 'no row of the import table',
  },
];

/** A planted file, and what must be said about it. */
const PLANTED_FILES: { case: string; path: string; text: string; says: string }[] = [
  {
    case: 'the clock, by Date.now',
    path: 'lib/core/x.ts',
    text: `export const x = () => Date.now();`,
    says: 'reads the clock',
  },
  {
    case: 'the clock, by new Date',
    path: 'lib/core/x.ts',
    text: `export const x = () => new Date();`,
    says: 'reads the clock',
  },
  {
    case: 'the clock, by Date',
    path: 'lib/core/x.ts',
    text: `export const x = () => Date();`,
    says: 'reads the clock',
  },
  {
    case: 'the clock, taken without calling it',
    path: 'lib/core/x.ts',
    text: `export const now = Date.now;`,
    says: 'reads the clock',
  },
  {
    case: 'randomness',
    path: 'lib/core/x.ts',
    text: `export const x = () => Math.random();`,
    says: 'makes a random number',
  },
  {
    case: 'random ids, imported',
    path: 'lib/auth/x.ts',
    text: `import { randomUUID } from 'node:crypto';\nexport const x = () => randomUUID();`,
    says: 'makes a random number',
  },
  {
    case: 'random ids, global',
    path: 'lib/auth/x.ts',
    text: `export const x = () => crypto.randomUUID();`,
    says: 'makes a random number',
  },
  {
    case: 'the global fetch',
    path: 'lib/auth/x.ts',
    text: `export const x = () => globalThis.fetch('https://example.org');`,
    says: 'takes the global fetch',
  },
  {
    case: 'the environment',
    path: 'lib/strava/x.ts',
    text: `export const x = process.env['X'];`,
    says: 'reads the environment',
  },
  {
    case: 'the environment, by key',
    path: 'lib/strava/x.ts',
    text: `export const { X } = process['env'];`,
    says: 'reads the environment',
  },
  {
    case: 'a barrel',
    path: 'lib/strava/index.ts',
    text: `export * from './oauth.ts';\nexport { seal } from './seal.ts';`,
    says: 'only passes on',
  },
  {
    case: 'a barrel in two steps',
    path: 'lib/strava/all.ts',
    text: `import { seal } from './seal.ts';\nexport { seal };`,
    says: 'only passes on',
  },
  {
    case: 'a default export in lib',
    path: 'lib/strava/x.ts',
    text: `export default function x() {}`,
    says: 'exports a default',
  },
  {
    case: 'a function without a handler',
    path: 'netlify/functions/x.mts',
    text: `export const config = {};`,
    says: 'exports no default',
  },
  {
    case: 'a name that is not kebab-case',
    path: 'lib/strava/toActivity.ts',
    text: `export const x = 1;`,
    says: 'kebab-case',
  },
  {
    case: 'a file called utils',
    path: 'lib/strava/utils.ts',
    text: `export const x = 1;`,
    says: '“utils” says nothing',
  },
  {
    case: 'a folder called shared',
    path: 'lib/shared/x.ts',
    text: `export const x = 1;`,
    says: '“shared” says nothing',
  },
  {
    case: 'a long file',
    path: 'lib/strava/x.ts',
    text: `export const x = 1;\n${'// line\n'.repeat(300)}`,
    says: 'has 301 lines',
  },
];

/** A planted function, and what must be said about it. */
const PLANTED_FUNCTIONS: { case: string; text: string; says: string }[] = [
  {
    case: 'a loop',
    text: `export default async () => { for (const x of [1]) { await f(x); } };`,
    says: 'has logic (ForOfStatement)',
  },
  {
    case: 'a try',
    text: `export default async () => { try { await f(); } catch { await g(); } };`,
    says: 'has logic (TryStatement)',
  },
  {
    case: 'a function of its own',
    text: `function f() {}\nexport default async () => f();`,
    says: 'has a FunctionDeclaration beside',
  },
  {
    case: 'a computed constant',
    text: `const x = f();\nexport default async () => x;`,
    says: 'has a VariableDeclaration beside',
  },
  {
    case: 'many statements',
    text: `export default async () => { a(); b(); c(); d(); e(); f(); g(); };`,
    says: 'has 7 statements',
  },
  {
    case: 'operations of another resource',
    text: `import * as operations from '../../lib/contract/me.ts';
      export default serve(deps, [route(operations.getMe, getMe)]);`,
    says: 'serves me',
  },
];

describe('a planted violation is found', () => {
  it.each(PLANTED_IMPORTS)('import: $case', ({ path, text, says }) => {
    expect(importFindings(parseSource(path, text))).toEqual([expect.stringContaining(says)]);
  });

  it.each(PLANTED_FILES)('file: $case', ({ path, text, says }) => {
    expect(fileFindings(parseSource(path, text))).toEqual([expect.stringContaining(says)]);
  });

  it.each(PLANTED_FUNCTIONS)('function: $case', ({ text, says }) => {
    const source = parseSource('netlify/functions/x.mts', text);
    expect(functionFileFindings(source)).toContainEqual(expect.stringContaining(says));
  });

  it('circle of value imports', () => {
    const circle = [
      parseSource('lib/core/a.ts', `import { b } from './b.ts';`),
      parseSource('lib/core/b.ts', `import { c } from './c.ts';`),
      parseSource('lib/core/c.ts', `import { a } from './a.ts';`),
    ];
    expect(importCycles(circle)).toEqual([
      'lib/core/a.ts -> lib/core/b.ts -> lib/core/c.ts -> lib/core/a.ts',
    ]);
  });

  it('circle of type imports is none', () => {
    const types = [
      parseSource('lib/core/a.ts', `import type { B } from './b.ts';`),
      parseSource('lib/core/b.ts', `import { type A } from './a.ts';`),
    ];
    expect(importCycles(types)).toEqual([]);
  });

  it('text that does not parse is no empty file', () => {
    expect(() => parseSource('lib/core/x.ts', 'export const = ;')).toThrow('does not parse');
  });

  it('in every folder: none may import what no row names', () => {
    const said = Object.keys(IMPORT_TABLE).map((folder) => {
      const path = folder === 'netlify/functions' ? `${folder}/x.mts` : `lib/${folder}/x.ts`;
      return importFindings(parseSource(path, `import 'left-pad';`));
    });
    expect(said.filter((findings) => findings.length !== 1)).toEqual([]);
  });
});

/** A gate that checks nothing passes for ever: each is shown something it must refuse, and is counted. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { duplicateNames } from './support/duplicate-names.ts';
import { looseEnds } from './support/loose-ends.ts';
import { parseSource, ROOT, readSources } from './support/source.ts';

const BIN = join(ROOT, 'node_modules/.bin');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Runs a tool of the repository; its words and whether it was content. */
function run(tool: string, args: string[], cwd = ROOT) {
  const { status, stdout, stderr } = spawnSync(join(BIN, tool), args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${BIN}${delimiter}${process.env['PATH'] ?? ''}`,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    },
  });
  return { content: status === 0, said: stdout + stderr };
}

/** A folder with these files, for as long as `use` lasts. */
function withFiles<T>(files: Record<string, string>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-gate-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Gate {
  gate: string;
  tool: string;
  args: (folder: string) => string[];
  sound: string;
  planted: string;
  says: string | RegExp;
  file: string;
  beside?: Record<string, string>;
}

/** A project like this one. */
const PROJECT = {
  'package.json': `{ "type": "module" }`,
  'tsconfig.json': JSON.stringify({
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { types: [] },
    include: ['*.ts'],
  }),
};

const biome = (folder: string) => [
  'check',
  `--config-path=${join(ROOT, 'biome.json')}`,
  '--vcs-enabled=false',
  folder,
];
const oxlint = (folder: string) => [
  '--type-aware',
  '--deny-warnings',
  `--config=${join(ROOT, '.oxlintrc.json')}`,
  folder,
];
const squawk = (folder: string) => [
  `--config=${join(ROOT, '.squawk.toml')}`,
  join(folder, 'planted.sql'),
];

const GATES: Gate[] = [
  {
    gate: 'format',
    tool: 'biome',
    args: biome,
    file: 'planted.ts',
    sound: `export const x = 'a';\n`,
    planted: `export const x = "a"\n`,
    says: 'Formatter would have printed',
  },
  {
    gate: 'lint, floating promises',
    tool: 'oxlint',
    args: oxlint,
    file: 'planted.ts',
    sound: `export const f = async () => {};\nawait f();\n`,
    planted: `export const f = async () => {};\nf();\n`,
    says: 'no-floating-promises',
    beside: PROJECT,
  },
  {
    gate: 'lint, any',
    tool: 'oxlint',
    args: oxlint,
    file: 'planted.ts',
    sound: `export const f = (x: unknown) => x;\n`,
    planted: `export const f = (x: any) => x;\n`,
    says: 'no-explicit-any',
    beside: PROJECT,
  },
  {
    gate: 'types',
    tool: 'tsc',
    args: (folder) => ['--noEmit', '-p', folder],
    file: 'planted.ts',
    sound: `export const x: (string | undefined)[] = [[''][0]];\n`,
    planted: `export const x: string[] = [[''][0]];\n`,
    says: 'TS2322',
    beside: PROJECT,
  },
  {
    gate: 'types that Node cannot strip',
    tool: 'tsc',
    args: (folder) => ['--noEmit', '-p', folder],
    file: 'planted.ts',
    sound: `export const Kind = { A: 'a' } as const;\n`,
    planted: `export enum Kind { A = 'a' }\n`,
    says: 'TS1294',
    beside: PROJECT,
  },
  {
    gate: 'sql, a column that goes',
    tool: 'squawk',
    args: squawk,
    file: 'planted.sql',
    sound: `create table public.things (id uuid primary key);\n`,
    planted: `alter table public.things drop column name;\n`,
    says: 'ban-drop-column',
  },
  {
    gate: 'sql, an index that stops writes',
    tool: 'squawk',
    args: squawk,
    file: 'planted.sql',
    sound: `create table public.things (id uuid primary key);\ncreate index things_id on public.things (id);\n`,
    planted: `create index things_id on public.things (id);\n`,
    says: 'require-concurrent-index-creation',
  },
  {
    gate: 'knip, an export nobody imports',
    tool: 'knip',
    args: (folder) => [`--directory=${folder}`],
    file: 'lib/planted.ts',
    sound: `export const used = 1;\n`,
    planted: `export const used = 1;\nexport const unused = 2;\n`,
    says: /unused\s+lib\/planted\.ts/,
    beside: {
      'package.json': `{ "name": "planted" }`,
      'knip.jsonc': readFileSync(join(ROOT, 'knip.jsonc'), 'utf8'),
      'netlify/functions/x.mts': `import { used } from '../../lib/planted.ts';\nexport default used;\n`,
    },
  },
];

describe('a gate', () => {
  it.each(GATES)('refuses what is planted, and only that: $gate', (gate) => {
    const verdict = (text: string) =>
      withFiles({ ...gate.beside, [gate.file]: text }, (folder) =>
        run(gate.tool, gate.args(folder), gate.tool === 'knip' ? folder : ROOT),
      );
    const sound = verdict(gate.sound);
    expect(sound.content, sound.said).toBe(true);
    const planted = verdict(gate.planted);
    expect(planted.content, planted.said).toBe(false);
    expect(planted.said).toMatch(gate.says);
  });

  it.each([
    {
      gate: 'format',
      tool: 'biome',
      args: ['check', '.', '--max-diagnostics=1'],
      count: /Checked (\d+) files/,
      least: 250,
    },
    { gate: 'lint', tool: 'oxlint', args: ['--quiet'], count: /on (\d+) files/, least: 250 },
    {
      gate: 'sql',
      tool: 'squawk',
      args: ['supabase/migrations/*.sql'],
      count: /in (\d+) files/,
      least: 6,
    },
  ])('sees the whole tree: $gate', ({ tool, args, count, least }) => {
    const { said } = run(tool, args);
    expect(Number(count.exec(said)?.[1] ?? said)).toBeGreaterThanOrEqual(least);
  });

  it('sees the whole tree: types', () => {
    const files = run('tsc', ['--listFilesOnly'])
      .said.split('\n')
      .filter((path) => !path.includes('node_modules'));
    for (const folder of ['lib', 'netlify/functions', 'scripts', 'tests']) {
      const all = globSync(`${folder}/**/*.{ts,mts}`, { cwd: ROOT }).map((path) =>
        join(ROOT, path),
      );
      expect(all.filter((path) => !files.includes(path))).toEqual([]);
    }
  });

  it('is part of npm run check, and CI runs that', () => {
    const gates = ['format', 'lint', 'types', 'sql', 'contract', 'knip'];
    const commands = [...gates.map((gate) => `npm run ${gate}`), 'npm test'];
    expect(scripts['check']?.split(' && ')).toEqual(commands);
    for (const file of ['.ci/run', '.github/workflows/ci.yml']) {
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain('npm run check');
    }
  });
});

describe('npm run', () => {
  it.each(Object.entries(scripts))('%s starts files that exist', (_name, command) => {
    const files = command.match(/\b(?:scripts|tests|lib)\/[\w./-]+\.(?:ts|json)\b/g) ?? [];
    expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

const testCalled = (name: string) => ({ name, type: 'test' });
const groupCalled = (name: string, ...tasks: { name: string; type: string }[]) => ({
  name,
  type: 'suite',
  tasks,
});

describe('the tests', () => {
  const tests = readSources('tests/**/*.test.ts');

  it('are seen', () => {
    expect(tests.length).toBeGreaterThan(30);
  });

  it('leave none of them out, and replace no module', () => {
    expect(tests.flatMap(looseEnds)).toEqual([]);
  });

  it.each([
    { text: `it.skip('x', () => {});`, says: 'it.skip' },
    { text: `test.concurrent.only('x', () => {});`, says: 'test.only' },
    { text: `describe.todo('x');`, says: 'describe.todo' },
    { text: `it.runIf(process.env['X'])('x', () => {});`, says: 'it.runIf without' },
    { text: `vi.mock('../lib/deps.ts');`, says: 'vi.mock: pass a fake instead' },
  ])('are seen to do so: $text', ({ text, says }) => {
    const planted = parseSource('tests/planted.test.ts', text);
    expect(looseEnds(planted)).toEqual([expect.stringContaining(says)]);
  });

  it('of the recorded files alone may ask whether they are there', () => {
    const text = `it.skipIf(process.env['FETTLE_CORPUS'] === undefined)('x', () => {});`;
    expect(looseEnds(parseSource('tests/planted.test.ts', text))).toEqual([]);
  });

  it('have names of their own in their file', () => {
    const file = groupCalled(
      '',
      testCalled('a'),
      groupCalled('g', testCalled('a'), testCalled('b')),
      groupCalled('h', testCalled('a')),
      groupCalled('g', testCalled('b')),
    );
    expect(duplicateNames(file)).toEqual(['g > b']);
  });
});

import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleFunctions } from '../../scripts/bundle-functions.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What each function holds for the platform itself; the same in all of them. */
const PLATFORM_FILE = /^___netlify-/;

export interface BuiltFunction {
  name: string;
  /** The module that was the function's source. */
  file: string;
  /** Bytes of all that ships with it, but for the platform's own. */
  bytes: number;
}

interface Packager {
  zipFunctions(source: string, target: string, options: object): Promise<{ name: string }[]>;
}

/** The program that packs functions on Netlify, as it comes with the command line. */
async function loadPackager(): Promise<Packager> {
  const require = createRequire(import.meta.url);
  const ofCli = createRequire(require.resolve('netlify-cli/package.json'));
  return import(ofCli.resolve('@netlify/zip-it-and-ship-it')) as Promise<Packager>;
}

/** Builds all functions as Netlify does, `npm run build` first, and an empty one beside them. */
export async function buildFunctions(folder: string): Promise<BuiltFunction[]> {
  const [bundled, packed] = ['bundled', 'packed'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  mkdirSync(packed, { recursive: true });
  await bundleFunctions({ folder: bundled });
  writeFileSync(
    join(bundled, `${EMPTY}.mjs`),
    `export default async () => new Response('{}');\nexport const config = { path: '/empty' };\n`,
  );
  const { zipFunctions } = await loadPackager();
  const functions = await zipFunctions(bundled, packed, {
    basePath: ROOT,
    archiveFormat: 'none',
    config: { '*': { nodeVersion: '24' } },
  });
  return functions.map(({ name }) => {
    const files = readdirSync(join(packed, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => !PLATFORM_FILE.test(file))
      .map((file) => join(packed, name, file))
      .filter((file) => statSync(file).isFile());
    const file = files.find((path) => path.endsWith(`${name}.mjs`)) ?? '';
    return { name, file, bytes: files.reduce((sum, path) => sum + statSync(path).size, 0) };
  });
}

/** The name of the function that does nothing. */
export const EMPTY = 'empty';

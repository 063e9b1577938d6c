import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type BundledFunction, bundleFunctions } from '../../scripts/bundle-functions.ts';
import { bundleCeiling } from './bundle-ceiling.ts';

/** What has no business in any function. */
const NOWHERE =
  /(?:^|\/)tests\/|zod\/v4\/locales\/(?!en\.)|@supabase\/(?!postgrest-js)|zod-openapi|database\.gen|lib\/contract\/document/;
/** What is loaded only where it is switched on. */
const ON_DEMAND = /@sentry\/|lib\/observe\/create-tracker/;

/** Modules of a chunk that leave code in it. */
const modulesOf = (chunks: BundledFunction['chunks']) =>
  chunks.flatMap(({ modules }) =>
    Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
  );

/** What is executed as soon as the function is imported: the entry and all it imports statically. */
function atOnce(chunks: BundledFunction['chunks']): BundledFunction['chunks'] {
  const reached = new Set(chunks.slice(0, 1));
  for (const chunk of reached) {
    for (const name of chunk.imports) {
      const next = chunks.find(({ fileName }) => fileName === name);
      if (next !== undefined) {
        reached.add(next);
      }
    }
  }
  return [...reached];
}

const functions = await bundleFunctions({ split: true });

describe('bundled functions', () => {
  it('are seen, with what they are made of', () => {
    expect(functions.length).toBeGreaterThan(10);
    const modules = functions.flatMap(({ chunks }) => modulesOf(chunks));
    expect(modules.some((id) => id.includes('@supabase/postgrest-js'))).toBe(true);
    expect(modules.some((id) => ON_DEMAND.test(id))).toBe(true);
  });

  it.each(functions)('$name is under its ceiling', ({ name, chunks }) => {
    const bytes = chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
    expect(bytes).toBeLessThan(bundleCeiling(name));
  });

  it.each(functions)('$name carries nothing that belongs elsewhere', ({ chunks }) => {
    expect(modulesOf(chunks).filter((id) => NOWHERE.test(id))).toEqual([]);
  });

  it.each(functions)('$name imports no error tracker before there is an error', ({ chunks }) => {
    expect(modulesOf(atOnce(chunks)).filter((id) => ON_DEMAND.test(id))).toEqual([]);
  });

  it.each(functions)('$name is one file when built', async ({ name }) => {
    const [built] = await bundleFunctions({ sources: [`netlify/functions/${name}.mts`] });
    expect(built?.chunks.map(({ fileName }) => fileName)).toEqual([`${name}.mjs`]);
    const packages = built?.chunks[0]?.imports.filter((from) => !isBuiltin(from));
    expect(packages).toEqual([]);
  });
});

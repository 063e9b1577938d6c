/** Bundles the functions into dist/functions, from where netlify.toml has them deployed. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunctions } from './bundle-functions.ts';

const folder = join(import.meta.dirname, '../dist/functions');
await rm(folder, { recursive: true, force: true });
for (const { name, chunks } of await bundleFunctions({ folder })) {
  const bytes = chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
  console.log(`${name.padEnd(24)} ${String(Math.round(bytes / 1000)).padStart(4)} kB`);
}

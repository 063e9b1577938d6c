/**
 * Takes lib/contract/openapi.json as released: from now on apps rely on it. Refuses a document whose
 * API_VERSION (lib/contract/document.ts) does not say what changed: major for a break, minor for more.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { OpenapiDocument } from './openapi-document.ts';
import { releaseRefusals } from './release-refusals.ts';

const releasedFile = new URL('../tests/contract/released.json', import.meta.url);
const text = await readFile(new URL('../lib/contract/openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(text) as OpenapiDocument;
const released = JSON.parse(await readFile(releasedFile, 'utf8')) as OpenapiDocument;

const refusals = releaseRefusals(released, document);
if (refusals.length > 0) {
  console.error(refusals.join('\n  '));
  process.exitCode = 1;
} else {
  await writeFile(releasedFile, text);
  console.log(`${document.info.version} is released.`);
}

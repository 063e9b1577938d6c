/**
 * Writes lib/contract/openapi.json from the schemas; with --check, fails where the file is out of date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createOpenapiDocument } from '../lib/contract/document.ts';

const file = new URL('../lib/contract/openapi.json', import.meta.url);
const text = `${JSON.stringify(createOpenapiDocument(), null, 2)}\n`;

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== text) {
    console.error('lib/contract/openapi.json is out of date. Run: npm run contract:update');
    process.exit(1);
  }
} else {
  await writeFile(file, text);
  console.log(`Wrote ${file.pathname}`);
}

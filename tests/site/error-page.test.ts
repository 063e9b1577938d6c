import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ERRORS } from '../../lib/core/errors.ts';
import { errorPage } from '../../scripts/error-page.ts';
import { ROOT } from '../support/source.ts';

const FILE = 'netlify/site/reference/errors/index.html';

it('the page about errors is what the table of errors says', async () => {
  expect(await readFile(join(ROOT, FILE), 'utf8')).toBe(errorPage());
});

it('every code has the place on the page that its problems point to', () => {
  for (const [code, { status }] of Object.entries(ERRORS)) {
    expect(errorPage()).toMatch(new RegExp(`id="${code}">\\s*<h2>.*${status}`));
  }
});

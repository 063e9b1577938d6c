import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { METRICS } from '../../lib/analytics/registry.ts';
import { metricsPage } from '../../scripts/metrics-page.ts';
import { ROOT } from '../support/source.ts';

const FILE = 'netlify/site/reference/metrics/index.html';

it('the page about metrics is what the registry says', async () => {
  expect(await readFile(join(ROOT, FILE), 'utf8')).toBe(metricsPage());
});

it('every metric has the place on the page that its definition_url points to', () => {
  const page = metricsPage();
  for (const id of METRICS.keys()) {
    expect(page.split(`id="${id}"`)).toHaveLength(2);
  }
});

/**
 * Writes netlify/site/reference/metrics/index.html from the registry of metrics. `definition_url` of every
 * metric points there. With `--check` it writes nothing and fails where the page is not what the registry says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALGORITHM_CHANGES } from '../lib/analytics/algorithm-changes.ts';
import type { Metric } from '../lib/analytics/metric.ts';
import { METRICS } from '../lib/analytics/registry.ts';
import { REASONS } from '../lib/analytics/result.ts';

const PAGE = join(import.meta.dirname, '../netlify/site/reference/metrics/index.html');

const AGREEMENT: Record<Metric['status'], string> = {
  settled: 'One definition, which everybody carries out alike.',
  diverging: 'One definition that programs carry out differently: compare with care.',
  contested: 'Contested: science disagrees on what it means.',
  house: 'Our own: there is no standard.',
};

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `heartRateBpm|powerW` -> `heart_rate_bpm or power_w` */
const needText = (need: string) =>
  need
    .split('|')
    .map(
      (name) => `<code>${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}</code>`,
    )
    .join(' or ');

function section(metric: Metric): string {
  const { id, title, definition, unit, range, sports, needs, source, status, version } = metric;
  const facts = [
    `Sports: ${sports === 'any' ? 'any' : sports.join(', ')}.`,
    needs.length === 0 ? '' : `Needs ${needs.map(needText).join(', ')}.`,
    `Plausible from ${range[0]} to ${range[1]}${unit === '' ? '' : ` ${escape(unit)}`}.`,
    `Source: ${escape(source)}. Version ${version}.`,
  ];
  return `  <section class="error" id="${id}">
    <h2><a href="#${id}">${id}</a> <span class="status">${escape(unit)}</span></h2>
    <p><strong>${escape(title)}.</strong> ${escape(definition)}</p>
    <p>${facts.filter((fact) => fact !== '').join(' ')} ${AGREEMENT[status]}</p>
  </section>`;
}

/** The page about all metrics, in the registry's order. */
export function metricsPage(): string {
  const reasons = Object.entries(REASONS).map(
    ([code, text]) => `    <dt><code>${code}</code></dt><dd>${escape(text)}</dd>`,
  );
  const changes = ALGORITHM_CHANGES.map(
    ({ version, what }) => `    <dt><code>${version}</code></dt><dd>${escape(what)}</dd>`,
  );
  return `<!doctype html>
<!-- Written by scripts/metrics-page.ts from lib/analytics/registry.ts -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Metrics · Fettle</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header class="bar">
  <a class="mark" href="/"><img src="/favicon.svg" alt="">Fettle</a>
  <nav><a href="/reference">API reference</a><a href="/reference/metrics" aria-current="page">Metrics</a><a href="/reference/errors">Errors</a></nav>
</header>
<main class="page">
  <h1>Metrics</h1>
  <p class="lead">What <code>GET /activities/{id}/analysis</code> computes. A metric has a value or a reason, never
  a guess.</p>
${[...METRICS.values()].map(section).join('\n')}
  <h2 id="reasons">Reasons</h2>
  <dl>
${reasons.join('\n')}
  </dl>
  <h2 id="changes">Versions</h2>
  <dl>
${changes.join('\n')}
  </dl>
</main>
</body>
</html>
`;
}

if (import.meta.main) {
  const page = metricsPage();
  if (!process.argv.includes('--check')) {
    await writeFile(PAGE, page);
  } else if ((await readFile(PAGE, 'utf8')) !== page) {
    console.error('The page about metrics is not what the registry says: npm run metrics-page.');
    process.exitCode = 1;
  }
}

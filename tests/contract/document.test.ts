import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOpenapiDocument } from '../../lib/contract/document.ts';
import type { OpenapiDocument, OpenapiOperation, Schema } from '../../scripts/openapi-document.ts';
import { ROOT } from '../support/source.ts';

const text = readFileSync(join(ROOT, 'lib/contract/openapi.json'), 'utf8');
const document = JSON.parse(text) as OpenapiDocument;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** A named thing an app sends or is sent. */
interface Property {
  at: string;
  name: string;
  schema: Schema;
}

it('openapi.json is what the schemas give (npm run contract:update)', () => {
  expect(text).toBe(`${JSON.stringify(createOpenapiDocument(), null, 2)}\n`);
});

/** The lint's verdict on a document, by this repository's configuration. */
function lint(content: OpenapiDocument) {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-redocly-'));
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(content));
    const bin = join(ROOT, 'node_modules/@redocly/cli/bin/cli.js');
    const args = [bin, 'lint', file, '--config=redocly.yaml', '--format=json'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    const { problems } = JSON.parse(stdout) as { problems: { ruleId: string }[] };
    return problems.map(({ ruleId }) => ruleId);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('redocly', () => {
  it('has nothing to say about the document', () => {
    expect(lint(document)).toEqual([]);
  });

  it('finds a planted operation without id and summary', () => {
    const planted = structuredClone(document);
    delete planted.paths['/me']?.['get']?.operationId;
    delete planted.paths['/me']?.['get']?.summary;
    expect(lint(planted)).toEqual(
      expect.arrayContaining(['operation-operationId', 'operation-summary']),
    );
  });
});

describe('every operation', () => {
  it('is seen', () => {
    expect(operations.length).toBeGreaterThanOrEqual(25);
  });

  it('has an id of its own, in camelCase', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]*)*$/.test(id ?? ''))).toEqual([]);
  });

  it('has one tag that the document explains, and a summary', () => {
    const { tags } = document as unknown as { tags: { name: string; description: string }[] };
    const explained = tags.filter(({ description }) => description !== '').map(({ name }) => name);
    const used = new Set(operations.flatMap(({ operation }) => operation.tags));
    expect(used).toEqual(new Set(explained));
    const untold = operations.filter(
      ({ operation }) => operation.tags?.length !== 1 || (operation.summary ?? '') === '',
    );
    expect(untold).toEqual([]);
  });
});

describe('names', () => {
  const properties = ours(operations).flatMap(({ operation }) => propertiesOf(operation));

  it('are seen', () => {
    expect(new Set(properties.map(({ name }) => name)).size).toBeGreaterThan(80);
  });

  it('are in snake_case', () => {
    expect(properties.filter(({ name }) => !SNAKE.test(name)).map(({ at }) => at)).toEqual([]);
  });

  it('of numbers say their unit', () => {
    expect(properties.filter(lacksUnit).map(({ at }) => at)).toEqual([]);
  });

  it('without a unit are all still there', () => {
    const names = new Set(properties.filter(({ schema }) => isNumber(schema)).map((p) => p.name));
    expect([...UNITLESS.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  it.each([
    { name: 'distance', schema: { type: 'number' } },
    { name: 'moving_time', schema: { type: ['number', 'null'] } },
    { name: 'power', schema: { type: 'integer' } },
    { name: 'speeds', schema: { type: 'array', items: { type: 'number' } } },
    { name: 'pace', schema: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
  ])('a planted $name without unit is found', ({ name, schema }) => {
    expect(lacksUnit({ at: `planted.${name}`, name, schema })).toBe(true);
  });

  it.each(['heartRate', 'Name', 'a__b', 'a-b', '_a'])('a planted %s is not snake_case', (name) => {
    expect(SNAKE.test(name)).toBe(false);
  });
});

const SNAKE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const UNIT = /_(s|ms|m|mps|w|bpm|rpm|j|kj|kcal|c|deg|kg|cm|mm|pct|hz|bytes)$/;

/** Numbers without a unit in their names, and why. */
const UNITLESS = new Map([
  ...['total', 'page', 'per_page', 'size', 'original_size', 'attempts'].map(
    (name) => [name, 'a count'] as const,
  ),
  ...['activities_total', 'activities_done', 'pending_jobs', 'limit', 'used'].map(
    (name) => [name, 'a count'] as const,
  ),
  ['status', 'HTTP’s, in problems'],
  ['expires_in', 'OAuth’s name'],
  ['expires_at', 'the name of Supabase’s sessions'],
  ['strava_athlete_id', 'an id'],
  ['birth_year', 'a year'],
  ['version', 'an ordinal'],
  ['progress', 'of 100'],
  ['affinity_score', 'a score'],
  ...['activities', 'active_days'].map((name) => [name, 'a count'] as const),
  ...['fitness', 'fatigue', 'form', 'ramp'].map((name) => [name, 'load, of a day'] as const),
  ...['fitness_days', 'fatigue_days'].map((name) => [name, 'days'] as const),
  ...['score', 'sleep_score'].map((name) => [name, 'of 100'] as const),
  ...['soreness', 'mood'].map((name) => [name, 'of 10'] as const),
  ...['value', 'baseline', 'deviation'].map((name) => [name, 'as the component says'] as const),
  ...['slope_per_week', 'values'].map((name) => [name, 'the metric’s unit'] as const),
  ...['weight', 'r2'].map((name) => [name, 'a share'] as const),
  ...['points', 'accepted', 'game_number'].map((name) => [name, 'a count'] as const),
  ...['point_number', 'index'].map((name) => [name, 'an ordinal'] as const),
  ...['me', 'opponent'].map((name) => [name, 'points of a game'] as const),
  ...['x', 'y', 'z'].map((name) => [name, 'an axis of what is named above it'] as const),
  ['confidence', 'a share'],
  ['heart_rates', 'a fixed name; bpm'],
  ['watts', 'is a unit'],
  ['seconds', 'is a unit'],
  ...['from', 'to'].map((name) => [name, 'in the chart’s unit'] as const),
  ...['zone', 'zones'].map((name) => [name, 'an ordinal'] as const),
  ['algorithm_version', 'an ordinal'],
  ['range', 'in the metric’s unit'],
  ['fiets', 'an index'],
  ['load', 'has no unit'],
  ['intensity', 'has no unit'],
  ['confidence', '0 to 1'],
  ...['number', 'interval'].map((name) => [name, 'an ordinal'] as const),
  ...['strokes', 'lengths'].map((name) => [name, 'a count'] as const),
  ['swolf', 'an index'],
]);

/** Strava names what it pushes; the rest is ours to name. */
function ours<T extends { operation: OpenapiOperation }>(all: T[]): T[] {
  return all.filter(({ operation }) => operation.tags?.includes('webhooks') !== true);
}

/** Parameters and properties of all that an operation takes and answers. */
function propertiesOf(operation: OpenapiOperation): Property[] {
  const found: Property[] = [];
  const seen = new Set<unknown>();
  const look = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      return;
    }
    seen.add(value);
    const { $ref, properties, ...rest } = value as Schema;
    if ($ref !== undefined) {
      look(target($ref), at);
    }
    for (const [name, schema] of Object.entries(properties ?? {})) {
      found.push({ at: `${at}.${name}`, name, schema });
      look(schema, `${at}.${name}`);
    }
    for (const child of Object.values(rest)) {
      look(child, at);
    }
  };
  const id = operation.operationId ?? '';
  for (const parameter of operation.parameters ?? []) {
    if ('in' in parameter && parameter.in !== 'header') {
      found.push({
        at: `${id} ${parameter.name}`,
        name: parameter.name,
        schema: parameter.schema ?? {},
      });
    }
  }
  look(operation.requestBody, `${id} body`);
  look(operation.responses, id);
  return found;
}

function target($ref: string): unknown {
  return $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
}

function isNumber(schema: Schema): boolean {
  const types = [schema.type].flat();
  return (
    types.includes('number') ||
    types.includes('integer') ||
    (typeof schema.items === 'object' && isNumber(schema.items)) ||
    (schema.anyOf ?? []).some(isNumber)
  );
}

/** Channels carry their plain names; the reference tells their units. */
const isChannel = ({ at }: Property) => /\.channels\.[a-z_]+$/.test(at);

function lacksUnit(property: Property): boolean {
  const { name, schema } = property;
  return isNumber(schema) && !UNIT.test(name) && !UNITLESS.has(name) && !isChannel(property);
}

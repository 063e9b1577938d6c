/** Schemas as tables: a row for each property, what is nested inside folded away. */
import { element, prose } from './element.js';

/** The schema behind a `$ref`, with the name it is known by. */
export function resolve(api, schema) {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined
    ? { schema: schema ?? {}, name: undefined }
    : { schema: api.components.schemas[name] ?? {}, name: name.startsWith('__') ? undefined : name };
}

/** `null` beside exactly one other schema: that one, and that it may be missing. */
function withoutNull(schema) {
  const options = schema.anyOf ?? schema.oneOf;
  const others = options?.filter(({ type }) => type !== 'null');
  return others !== undefined && others.length === 1 && others.length < options.length
    ? { inner: others[0], nullable: true }
    : { inner: schema, nullable: false };
}

/** A type in a few words: `string (uuid)`, `array of number | null`. */
export function typeOf(api, given, depth = 0) {
  const { inner, nullable } = withoutNull(given ?? {});
  const { schema, name } = resolve(api, inner);
  const tail = nullable ? ' | null' : '';
  if (name !== undefined) {
    return name + tail;
  }
  if (depth > 3) {
    return `JSON${tail}`;
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    // a schema that refers to itself stands for any JSON
    const isAnything = options.some(({ type }) => type === 'array') && options.length > 3;
    return isAnything ? `JSON${tail}` : options.map((one) => typeOf(api, one, depth + 1)).join(' | ') + tail;
  }
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ') + tail;
  }
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const) + tail;
  }
  if (schema.prefixItems !== undefined) {
    return `[${schema.prefixItems.map((one) => typeOf(api, one, depth + 1)).join(', ')}]${tail}`;
  }
  if (schema.type === 'array') {
    return `array of ${typeOf(api, schema.items, depth + 1)}${tail}`;
  }
  const format = schema.format === undefined ? '' : ` (${schema.format})`;
  return `${schema.type ?? 'any'}${format}${tail}`;
}

/** Bounds and defaults, as far as a reader can use them. */
function limitsOf(schema) {
  const said = [];
  const bound = (lowest, highest, unit) => {
    // the limits of what JavaScript can count say nothing
    const low = lowest > Number.MIN_SAFE_INTEGER ? lowest : undefined;
    const high = highest < Number.MAX_SAFE_INTEGER ? highest : undefined;
    if (low !== undefined && high !== undefined) {
      said.push(`${low} to ${high}${unit}`);
    } else if (low !== undefined) {
      said.push(`at least ${low}${unit}`);
    } else if (high !== undefined) {
      said.push(`at most ${high}${unit}`);
    }
  };
  bound(schema.minimum, schema.maximum, '');
  bound(schema.minLength, schema.maxLength, ' characters');
  if (schema.exclusiveMinimum !== undefined) {
    said.push(`over ${schema.exclusiveMinimum}`);
  }
  if (schema.exclusiveMaximum !== undefined) {
    said.push(`under ${schema.exclusiveMaximum}`);
  }
  if (schema.default !== undefined) {
    said.push(`default ${JSON.stringify(schema.default)}`);
  }
  return said.join(', ');
}

/** One row: name, type, what is said about it. */
export function row(api, { name, schema, required, description }) {
  const { inner } = withoutNull(schema ?? {});
  const { schema: own } = resolve(api, inner);
  const said = description ?? schema?.description ?? own.description;
  const nested = nestedTable(api, schema);
  return element(
    'tr',
    {},
    element(
      'td',
      {},
      element('code', {}, name),
      required ? element('span', { class: 'required' }, ' required') : '',
    ),
    element(
      'td',
      {},
      element('span', { class: 'type' }, typeOf(api, schema)),
      said === undefined ? '' : element('p', {}, ...prose(said)),
      limitsOf(own) === '' ? '' : element('p', {}, limitsOf(own)),
      nested ?? '',
    ),
  );
}

function nestedTable(api, schema) {
  const { inner } = withoutNull(schema ?? {});
  const { schema: own, name } = resolve(api, inner);
  const target = own.type === 'array' ? resolve(api, own.items).schema : own;
  if (target?.properties === undefined) {
    return undefined;
  }
  const summary = element('summary', {}, name === undefined ? 'Properties' : `${name}’s properties`);
  return element(
    'details',
    {},
    summary,
    element('div', { class: 'inside' }, propertiesTable(api, target)),
  );
}

/** All properties of an object. */
export function propertiesTable(api, schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    row(api, { name, schema: property, required: schema.required?.includes(name) ?? false }),
  );
  return element('table', {}, element('tbody', {}, ...rows));
}

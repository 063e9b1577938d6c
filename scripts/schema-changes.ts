import { type OpenapiDocument, resolveReference, type Schema } from './openapi-document.ts';

/** A schema and the document its references lead into. */
export interface Placed {
  schema: Schema;
  document: OpenapiDocument;
}

/**
 * Who reads. A request is read by the API: it must take all that it took. A response is read by apps: they
 * must be sent nothing that they do not know, but for more properties and more values of an enumeration,
 * which they are told to ignore.
 */
export type Direction = 'request' | 'response';

interface Comparison {
  direction: Direction;
  /** Where, for the message. */
  at: string;
  /** Pairs of references under way: a schema may contain itself. */
  open?: string[];
}

/** How one schema's change breaks those who use it, in words; empty where it does not. */
export function schemaChanges(before: Placed, after: Placed, comparison: Comparison): string[] {
  const { direction, at, open = [] } = comparison;
  const pair = `${before.schema.$ref ?? ''} ${after.schema.$ref ?? ''}`;
  if (pair !== ' ' && open.includes(pair)) {
    return [];
  }
  const deeper = { direction, at, open: [...open, pair] };
  const [sent, read] = direction === 'request' ? [before, after] : [after, before];
  const readers = variants(read);
  return variants(sent).flatMap((variant) => {
    const alike = readers.filter((reader) => accepts(reader.schema, variant.schema));
    if (alike.length === 0) {
      return [`${at}: ${lost(variant.schema, direction)}`];
    }
    const verdicts = alike.map((reader) =>
      direction === 'request'
        ? variantChanges(variant, reader, deeper)
        : variantChanges(reader, variant, deeper),
    );
    return verdicts.reduce((best, verdict) => (verdict.length < best.length ? verdict : best));
  });
}

function lost(schema: Schema, direction: Direction): string {
  const name = nameOf(schema);
  return direction === 'request' ? `${name} is no longer taken` : `may now be ${name}`;
}

function nameOf(schema: Schema): string {
  const type = typeOf(schema);
  return schema.const === undefined ? (type ?? 'anything') : JSON.stringify(schema.const);
}

/** What a schema may be, one type each: references followed, unions and type lists taken apart. */
function variants({ schema, document }: Placed): Placed[] {
  const resolved = resolveReference(schema, document);
  const union = resolved.anyOf ?? resolved.oneOf;
  if (union !== undefined) {
    return union.flatMap((member) => variants({ schema: member, document }));
  }
  if (Array.isArray(resolved.type)) {
    return resolved.type.map((type) => ({
      schema: {
        ...resolved,
        type,
        ...(resolved.enum === undefined ? {} : { enum: ofType(resolved.enum, type) }),
      },
      document,
    }));
  }
  return [{ schema: resolved, document }];
}

const ofType = (values: unknown[], type: string) =>
  values.filter((value) => (value === null) === (type === 'null'));

function typeOf(schema: Schema): string | undefined {
  if (typeof schema.type === 'string') {
    return schema.type;
  }
  const value = schema.const ?? schema.enum?.[0];
  return value === undefined ? undefined : typeof value;
}

/** Could all of `sent` be of a type that `reader` knows? */
function accepts(reader: Schema, sent: Schema): boolean {
  const readType = typeOf(reader);
  const sentType = typeOf(sent);
  return (
    readType === undefined ||
    readType === sentType ||
    (readType === 'number' && sentType === 'integer')
  );
}

function variantChanges(before: Placed, after: Placed, comparison: Comparison): string[] {
  return [
    ...valueChanges(before.schema, after.schema, comparison),
    ...limitChanges(before.schema, after.schema, comparison),
    ...propertyChanges(before, after, comparison),
    ...itemChanges(before, after, comparison),
  ];
}

/** Those of `of` that are not in `from`. */
const missing = (from: unknown[], of: unknown[]) =>
  of.filter((value) => !from.includes(value)).map((value) => JSON.stringify(value));

/** The values a schema names. One value is a promise; an enumeration in a response may grow. */
function valueChanges(before: Schema, after: Schema, { direction, at }: Comparison): string[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  if (direction === 'request') {
    if (is === undefined) {
      return [];
    }
    if (was === undefined) {
      return [`${at}: only certain values are taken now`];
    }
    return missing(is, was).map((value) => `${at}: ${value} is no longer taken`);
  }
  if (was === undefined) {
    return [];
  }
  if (is === undefined) {
    return [`${at}: may now be any value`];
  }
  return was.length > 1 ? [] : missing(was, is).map((value) => `${at}: may now be ${value}`);
}

function valuesOf({ const: only, enum: several }: Schema): unknown[] | undefined {
  return only === undefined ? several : [only];
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Limits of what is taken, and the formats apps parse. */
function limitChanges(before: Schema, after: Schema, { direction, at }: Comparison): string[] {
  if (direction === 'response') {
    return before.format !== undefined && before.format !== after.format
      ? [`${at}: format ${before.format} became ${after.format ?? 'none'}`]
      : [];
  }
  const exact = ['format', 'pattern', 'multipleOf'].filter(
    (key) => after[key] !== undefined && after[key] !== before[key],
  );
  const narrower = (keys: string[], isNarrower: (was: number, is: number) => boolean) =>
    keys.filter((key) => {
      const [was, is] = [before[key], after[key]];
      return typeof is === 'number' && (typeof was !== 'number' || isNarrower(was, is));
    });
  return [
    ...exact,
    ...narrower(LOWER, (was, is) => is > was),
    ...narrower(UPPER, (was, is) => is < was),
  ].map((key) => `${at}: ${key} takes less than before`);
}

function propertyChanges(before: Placed, after: Placed, comparison: Comparison): string[] {
  const { direction, at } = comparison;
  const [was, is] = [before.schema, after.schema];
  const findings: string[] = [];
  for (const [name, schema] of Object.entries(was.properties ?? {})) {
    const place = `${at}.${name}`;
    const now = is.properties?.[name];
    if (now === undefined) {
      findings.push(`${place}: was removed`);
      continue;
    }
    if (direction === 'response' && requires(was, name) && !requires(is, name)) {
      findings.push(`${place}: may now be left out`);
    }
    findings.push(
      ...schemaChanges(
        { schema, document: before.document },
        { schema: now, document: after.document },
        { ...comparison, at: place },
      ),
    );
  }
  if (direction === 'request') {
    for (const name of is.required ?? []) {
      if (!requires(was, name)) {
        findings.push(`${at}.${name}: is now required`);
      }
    }
    if (was.additionalProperties !== false && is.additionalProperties === false) {
      findings.push(`${at}: unknown properties are now refused`);
    }
  }
  const [wasRest, isRest] = [was.additionalProperties, is.additionalProperties];
  if (typeof wasRest === 'object' && typeof isRest === 'object') {
    findings.push(
      ...schemaChanges(
        { schema: wasRest, document: before.document },
        { schema: isRest, document: after.document },
        { ...comparison, at: `${at}.*` },
      ),
    );
  }
  return findings;
}

const requires = (schema: Schema, name: string) => schema.required?.includes(name) === true;

function itemChanges(before: Placed, after: Placed, comparison: Comparison): string[] {
  const { direction, at } = comparison;
  const compare = (was: Schema, is: Schema, place: string) =>
    schemaChanges(
      { schema: was, document: before.document },
      { schema: is, document: after.document },
      { ...comparison, at: place },
    );
  const [was, is] = [before.schema, after.schema];
  const tuple = (was.prefixItems ?? []).flatMap((item, index) => {
    const now = is.prefixItems?.[index];
    return now === undefined
      ? [`${at}[${index}]: was removed`]
      : compare(item, now, `${at}[${index}]`);
  });
  const [wasRest, isRest] = [was.items ?? true, is.items ?? true];
  if (wasRest === false || isRest === false) {
    const closed = direction === 'request' ? isRest : wasRest;
    return wasRest === isRest || closed !== false
      ? tuple
      : [...tuple, `${at}: another number of items`];
  }
  return wasRest === isRest
    ? tuple
    : [...tuple, ...compare(open(wasRest), open(isRest), `${at}[]`)];
}

const open = (rest: Schema | true): Schema => (rest === true ? {} : rest);

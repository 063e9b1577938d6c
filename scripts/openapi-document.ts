/** The parts of an OpenAPI 3.1 document that its comparison reads. */

export interface OpenapiDocument {
  info: { version: string };
  servers?: { url: string }[];
  paths: Record<string, Record<string, OpenapiOperation>>;
  components?: Record<string, Record<string, unknown>>;
}

export interface OpenapiOperation {
  operationId?: string;
  tags?: string[];
  summary?: string;
  parameters?: Reference<OpenapiParameter>[];
  requestBody?: Reference<{ required?: boolean; content: Content }>;
  responses: Record<string, Reference<OpenapiResponse>>;
  security?: Record<string, string[]>[];
}

export interface OpenapiParameter {
  in: string;
  name: string;
  required?: boolean;
  schema?: Schema;
}

export interface OpenapiResponse {
  headers?: Record<string, unknown>;
  content?: Content;
}

export type Content = Record<string, { schema?: Schema }>;
type Reference<T> = T | { $ref: string };

export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  /** `false`: nothing after the `prefixItems`. */
  items?: Schema | boolean;
  prefixItems?: Schema[];
  format?: string;
  pattern?: string;
  [keyword: string]: unknown;
}

/** What a `$ref` of the document stands for; anything else as it is. */
export function resolveReference<T extends object>(
  thing: T | { $ref: string },
  document: OpenapiDocument,
): T {
  if (!('$ref' in thing) || typeof thing.$ref !== 'string') {
    return thing as T;
  }
  let target: unknown = document;
  for (const key of thing.$ref.replace(/^#\//, '').split('/')) {
    target = (target as Record<string, unknown> | undefined)?.[key];
  }
  if (target === undefined) {
    throw new Error(`The document has nothing at ${thing.$ref}.`);
  }
  return resolveReference(target as T | { $ref: string }, document);
}

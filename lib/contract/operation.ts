import type * as z from 'zod';
import type { ErrorCode } from '../core/errors.ts';

/**
 * An operation of the API as data: what lib/http serves, what the OpenAPI document and the contract tests
 * are made from. Nothing about it is written anywhere else.
 */
export interface Operation {
  /** Unique, camelCase: the operationId, the name in logs and of idempotency keys. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `{parameters}`. */
  path: `/${string}`;
  tag: string;
  summary: string;
  description?: string;
  /** `optional`: public, but a token, where there is one, must be valid and says for whom. */
  auth: 'athlete' | 'public' | 'optional';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The body is multipart/form-data: one part `file` of at most so many bytes, and the fields of `body` as texts. */
  file?: { maxBytes: number };
  /** Bytes; default 64 KiB. */
  bodyLimit?: number;
  /** Takes `Idempotency-Key`. */
  idempotent?: boolean;
  /** Takes `If-Match` against the thing's version. */
  conditional?: boolean;
  /** The run answers `{ value, status }` of the cache; sent with `X-Cache` and this max-age, s. */
  cachedForS?: number;
  /**
   * What success looks like. A response without schema has no body; 302 answers `{ location }`; a binary one the
   * bytes of a file, or `{ location }` to redirect to.
   */
  success: {
    status: 200 | 201 | 202 | 204 | 302;
    description: string;
    schema?: z.ZodType;
    binary?: true;
  };
  /** Failures of its own, beside those every operation has. */
  errors?: ErrorCode[];
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** A file as it was sent. */
export interface SentFile {
  filename: string;
  bytes: Uint8Array;
  /** Of the bytes, in hex. */
  sha256: string;
}

/** A file as it is answered. */
export interface AnsweredFile {
  filename: string;
  contentType: string;
  bytes: Uint8Array;
}

/** What a feature is given: the validated request. */
export type Input<T extends Operation> = {
  params: Parsed<T['params']>;
  query: Parsed<T['query']>;
  body: Parsed<T['body']>;
  /** From `If-Match`; `undefined`: no condition. */
  ifVersion: number | undefined;
} & (T extends { file: object } ? { file: SentFile } : unknown);

/** What a feature answers. */
export type Output<T extends Operation> = T['success'] extends { status: 302 }
  ? { location: string }
  : T['success'] extends { binary: true }
    ? AnsweredFile | { location: string }
    : T['success'] extends { schema: infer S extends z.ZodType }
      ? T extends { cachedForS: number }
        ? { value: z.input<S>; status: 'HIT' | 'STALE' | 'MISS' }
        : z.input<S>
      : undefined;

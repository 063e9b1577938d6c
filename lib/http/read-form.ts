import { hash } from 'node:crypto';
import type { Context } from 'hono';
import type { SentFile } from '../contract/operation.ts';
import { AppError } from '../core/errors.ts';
import type { Env } from './context.ts';
import { requireText } from './parse.ts';

/** A form's file and its other fields. */
interface Form {
  file: SentFile;
  value: Record<string, string>;
  /** What stands for the body where requests are compared: boundaries differ every time. */
  text: string;
}

/** Reads multipart/form-data with one part `file`; the server's body limit has bounded it before. */
export async function readForm(c: Context<Env>, maxBytes: number): Promise<Form> {
  const type = c.req.header('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new AppError('unsupported_media_type', {
      detail: 'Send multipart/form-data with the file in the part `file`.',
    });
  }
  const form = await formOf(c, type);
  const value: Record<string, string> = {};
  let file: SentFile | undefined;
  for (const [name, part] of form) {
    const path = `body.${name.slice(0, 100)}`;
    if (Object.hasOwn(value, name) || (name === 'file' && file !== undefined)) {
      throw wrong(path, 'Send this part once.');
    }
    if (name !== 'file') {
      if (typeof part !== 'string') {
        throw wrong(path, 'Send this as a text; the file goes into the part `file`.');
      }
      requireText(part, path);
      requireText(name, path);
      value[name] = part;
    } else if (typeof part === 'string') {
      throw wrong(path, 'Send this part as a file, with a filename.');
    } else {
      const bytes = new Uint8Array(await part.arrayBuffer());
      file = { filename: part.name, bytes, sha256: hash('sha256', bytes) };
    }
  }
  if (file === undefined) {
    throw wrong('body.file', 'This is missing.');
  }
  if (file.bytes.length > maxBytes) {
    throw new AppError('payload_too_large', {
      detail: `The file may have at most ${maxBytes} bytes here: announce larger ones with POST /uploads.`,
    });
  }
  return { file, value, text: JSON.stringify([file.filename, file.sha256, value]) };
}

async function formOf(c: Context<Env>, type: string): Promise<FormData> {
  const bytes = await c.req.arrayBuffer();
  try {
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw wrong('body', 'Send well-formed multipart/form-data.', cause);
  }
}

function wrong(path: string, message: string, cause?: unknown): AppError {
  return new AppError('validation_failed', {
    detail: `${path}: ${message}`,
    errors: [{ path, message }],
    cause,
  });
}

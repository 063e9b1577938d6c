import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '../core/errors.ts';

const inflate = promisify(gunzip);

/**
 * A body as it was before its `Content-Encoding`; of those gzip is taken. `undefined`: it is longer than `limit`
 * bytes, of which no more are ever unpacked.
 */
export async function decompress(
  bytes: ArrayBuffer,
  { encoding, limit }: { encoding: string | undefined; limit: number },
): Promise<ArrayBuffer | undefined> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') {
    return bytes.byteLength > limit ? undefined : bytes;
  }
  if (name !== 'gzip') {
    throw new AppError('unsupported_media_type', {
      detail: 'Send the body as it is, or with Content-Encoding: gzip.',
    });
  }
  try {
    const body = await inflate(bytes, { maxOutputLength: limit });
    return body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength);
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      return undefined;
    }
    throw new AppError('validation_failed', {
      detail: 'The body is not gzip, although its Content-Encoding says so.',
      errors: [{ path: 'body', message: 'Send gzip, or no Content-Encoding.' }],
      cause,
    });
  }
}

import * as z from 'zod';
import type { Storage } from '../core/ports/storage.ts';
import type { SupabaseOptions } from './client.ts';

/** 50 MB at 1 MB/s, twice. */
const DEADLINE_MS = 100_000;

const Signed = z.object({ signedURL: z.string() });
const SignedUpload = z.object({ url: z.string() });
const Info = z.object({
  size: z.number().nullish(),
  metadata: z.object({ size: z.number().nullish() }).nullish(),
});

/** Supabase Storage over HTTP, with the service key. */
export function createStorage({ url, secretKey, fetch }: SupabaseOptions): Storage {
  const root = `${url}/storage/v1`;

  async function ask(
    path: string,
    init: { method: string; headers?: Record<string, string>; body?: BodyInit },
  ): Promise<Response> {
    const response = await fetch(`${root}/${path}`, {
      ...init,
      headers: { apikey: secretKey, authorization: `Bearer ${secretKey}`, ...init.headers },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return response;
  }

  async function refuse(response: Response, what: string): Promise<never> {
    await response.body?.cancel();
    throw new Error(`Supabase Storage answered ${response.status} to ${what}.`);
  }

  return {
    async put({ bucket, path, bytes, contentType }) {
      const response = await ask(`object/${bucket}/${path}`, {
        method: 'POST',
        headers: { 'content-type': contentType, 'x-upsert': 'true' },
        body: bytes as Uint8Array<ArrayBuffer>,
      });
      if (!response.ok) {
        return refuse(response, 'an upload');
      }
      await response.body?.cancel();
    },

    async get({ bucket, path }) {
      const response = await ask(`object/${bucket}/${path}`, { method: 'GET' });
      if (response.status === 400 || response.status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      return response.ok
        ? new Uint8Array(await response.arrayBuffer())
        : refuse(response, 'a download');
    },

    async size({ bucket, path }) {
      const response = await ask(`object/info/${bucket}/${path}`, { method: 'GET' });
      if (response.status === 400 || response.status === 404) {
        await response.body?.cancel();
        return undefined;
      }
      if (!response.ok) {
        return refuse(response, 'a question about a file');
      }
      const { size, metadata } = Info.parse(await response.json());
      return size ?? metadata?.size ?? undefined;
    },

    async signedUploadUrl({ bucket, path }) {
      const response = await ask(`object/upload/sign/${bucket}/${path}`, { method: 'POST' });
      if (!response.ok) {
        return refuse(response, 'a wish for an address');
      }
      return `${root}${SignedUpload.parse(await response.json()).url}`;
    },

    async signedUrl({ bucket, path, forS, filename }) {
      const response = await ask(`object/sign/${bucket}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ expiresIn: forS }),
      });
      if (!response.ok) {
        return refuse(response, 'a wish for an address');
      }
      const { signedURL } = Signed.parse(await response.json());
      return `${root}${signedURL}&download=${encodeURIComponent(filename)}`;
    },

    async remove({ bucket, paths }) {
      const response = await ask(`object/${bucket}`, {
        method: 'DELETE',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prefixes: paths }),
      });
      if (!response.ok) {
        return refuse(response, 'a deletion');
      }
      await response.body?.cancel();
    },
  };
}

/**
 * Sealing: AES-256-GCM under keys from the environment. A sealed text is
 * `v1.<key id>.<nonce>.<tag and ciphertext>`, the last two in base64url.
 *
 * The context (whose token it is and which of the two) is authenticated with it, so a sealed text moved to
 * another athlete's row, or from the one column to the other, does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface SealKey {
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

export interface Seals {
  seal(input: { text: string; context: string }): string;
  /** Throws where the key is unknown, or the text was altered or sealed for another context. */
  open(input: { sealed: string; context: string }): string;
  /** Sealed under the key that seals now. */
  isCurrent(sealed: string): boolean;
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The first key seals, all of them open. */
export function createSeals(keys: SealKey[]): Seals {
  const [current] = keys;
  if (current === undefined) {
    throw new Error('At least one sealing key is needed');
  }

  return {
    seal({ text, context }) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const body = Buffer.concat([cipher.getAuthTag(), ciphertext]);
      return [VERSION, current.id, nonce.toString('base64url'), body.toString('base64url')].join(
        '.',
      );
    },

    open({ sealed, context }) {
      const { keyId, nonce, body } = takeApart(sealed);
      const key = keys.find(({ id }) => id === keyId)?.key;
      if (key === undefined) {
        throw new Error(`No sealing key "${keyId}" is configured, and this was sealed with it`);
      }
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(body.subarray(0, TAG_BYTES));
      try {
        const text = Buffer.concat([decipher.update(body.subarray(TAG_BYTES)), decipher.final()]);
        return text.toString('utf8');
      } catch (cause) {
        throw new Error(`What was sealed with key "${keyId}" was altered or belongs elsewhere`, {
          cause,
        });
      }
    },

    isCurrent: (sealed) => sealed.startsWith(`${VERSION}.${current.id}.`),
  };
}

function takeApart(sealed: string): { keyId: string; nonce: Buffer; body: Buffer } {
  const [version, keyId, nonceText, bodyText, ...rest] = sealed.split('.');
  const nonce = Buffer.from(nonceText ?? '', 'base64url');
  const body = Buffer.from(bodyText ?? '', 'base64url');
  const isWhole =
    version === VERSION &&
    keyId !== undefined &&
    rest.length === 0 &&
    nonce.length === NONCE_BYTES &&
    body.length >= TAG_BYTES;
  if (!isWhole) {
    throw new Error('This is no sealed text');
  }
  return { keyId, nonce, body };
}

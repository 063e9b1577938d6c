/** Files in private buckets. Paths begin with the athlete's id. */
export interface Storage {
  /** Replaces what was there. */
  put(input: {
    bucket: string;
    path: string;
    bytes: Uint8Array;
    contentType: string;
  }): Promise<void>;
  /** `undefined`: there is no such file. */
  get(input: { bucket: string; path: string }): Promise<Uint8Array | undefined>;
  /** Bytes; `undefined`: there is no such file. */
  size(input: { bucket: string; path: string }): Promise<number | undefined>;
  /** An address that opens the file without a token, for so long; saved under `filename`. */
  signedUrl(input: {
    bucket: string;
    path: string;
    forS: number;
    filename: string;
  }): Promise<string>;
  /** An address that takes one file by PUT, without a token, for two hours. */
  signedUploadUrl(input: { bucket: string; path: string }): Promise<string>;
  /** What is gone already is fine. */
  remove(input: { bucket: string; paths: string[] }): Promise<void>;
}

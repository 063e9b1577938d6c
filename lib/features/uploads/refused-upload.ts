/** The file cannot be used, whatever is in it. */
export class RefusedUpload extends Error {
  override readonly name = 'RefusedUpload';
  readonly code: 'checksum_mismatch' | 'activity_occupied';

  constructor(code: RefusedUpload['code'], message: string) {
    super(message);
    this.code = code;
  }
}

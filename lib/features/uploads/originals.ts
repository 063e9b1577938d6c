/** Where uploaded files are kept, bit for bit: `<athlete>/<upload>/<name>`. */
export const ORIGINALS = 'originals';

/** Until when a signed address takes the bytes. */
export const UPLOAD_FOR_S = 7200;

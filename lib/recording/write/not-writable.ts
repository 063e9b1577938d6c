/** A format cannot hold this recording; `message` is one sentence that says why and what can. */
export class NotWritable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotWritable';
  }
}

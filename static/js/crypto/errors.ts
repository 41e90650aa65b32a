// What can go wrong when sealing and unsealing. Mirrors crypto/errors.py.

/** Root of every error that this folder raises on purpose. */
export class SealError extends Error {}

/** Not a sound age file. */
export class EnvelopeError extends SealError {}

/** A sound age file that is not meant for this key. */
export class NoMatch extends SealError {}

/** Not a recipient, or more of them than there may be. */
export class RecipientError extends SealError {}

/** No receipt code, or one with a typing error. */
export class ReceiptError extends SealError {
  length: number;
  group: number;

  /**
   * @param length of what was typed, in letters and digits
   * @param group the number of a group that can't be one of a code, from 1; 0 if that can't be said
   */
  constructor(length: number, group: number) {
    super("not a receipt code");
    this.length = length;
    this.group = group;
  }
}

/** Unsealed bytes that are not a sealed document of ours. */
export class DocumentError extends SealError {}

/** A document that nobody of its conversation has written. */
export class ForgedError extends DocumentError {}

/** A list of recipients that can't be believed: not as lists are written, not signed by this key, not for now. */
export class ListError extends SealError {}

import * as fc from 'fast-check';

/** Any code point, as a unit of `fc.string`. The unit `binary` takes about a second to create. */
export const codePoint = fc.nat(0x10_ffff).map((code) => String.fromCodePoint(code));

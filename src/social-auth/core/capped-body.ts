/**
 * Reads a body to its end, as text, unless it is too long or takes too long.
 *
 * The signal that `fetch` is given ends a request until the headers have come. What it holds of that signal
 * from then on is weak: after a garbage collection a body that drips, or falls silent, goes on for ever.
 *
 * @param maxBytes as they come out of whatever the body was packed in
 * @param signal ends the reading, and the connection with it
 * @returns undefined when there are more bytes than that
 * @throws the reason of the signal, or what broke the body off
 */
export async function readCapped(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (body === null) return '';
  const reader = body.getReader();
  const hangUp = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    return await read(reader, maxBytes, signal);
  } finally {
    signal.removeEventListener('abort', hangUp);
    hangUp();
  }
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- one chunk comes after the other
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(value);
  }
  // What was hung up on looks like an end.
  signal.throwIfAborted();
  return Buffer.concat(chunks).toString('utf8');
}

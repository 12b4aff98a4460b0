import { describe, expect, it, vi } from 'vitest';
import { withTimeout } from '../../src/time/with-timeout.js';

const never = new Promise<never>(() => {});

describe('withTimeout', () => {
  it('resolves after the timeout when the work does not finish', async () => {
    const start = performance.now();
    await withTimeout(50, never);
    expect(performance.now() - start).toBeGreaterThan(45);
  });

  it('resolves as soon as the work does, and leaves no timer behind', async () => {
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await withTimeout(60_000, Promise.resolve());
    expect(cleared).toHaveBeenCalledOnce();
    cleared.mockRestore();
  });

  it('throws the error of work that fails in time', async () => {
    await expect(withTimeout(60_000, Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
  });
});

import { describe, expect, it, vi } from 'vitest';
import { withTimeout } from '../../src/time/with-timeout.js';

const never = new Promise<never>(() => {});

describe('withTimeout', () => {
  it('returns the result of the fallback after the timeout when the work does not finish', async () => {
    const start = performance.now();
    expect(await withTimeout(50, never, () => 'late')).toBe('late');
    expect(performance.now() - start).toBeGreaterThan(45);
  });

  it('resolves as soon as the work does, and leaves no timer behind', async () => {
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    expect(await withTimeout(60_000, Promise.resolve('done'), () => 'late')).toBe('done');
    expect(cleared).toHaveBeenCalledOnce();
    cleared.mockRestore();
  });

  it('throws the error of work that fails in time', async () => {
    const work = Promise.reject(new Error('no database'));
    await expect(withTimeout(60_000, work, () => 'late')).rejects.toThrow('no database');
  });
});

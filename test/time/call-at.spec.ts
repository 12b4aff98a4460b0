import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callAt } from '../../src/time/call-at.js';
import { Clock } from '../../src/time/clock.js';

const DAY_MS = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls a function at a time that is further away than the longest timer', () => {
  const callback = vi.fn();
  callAt(Date.now() + 90 * DAY_MS, callback, new Clock());
  vi.advanceTimersByTime(90 * DAY_MS - 1);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});

it('calls a function soon for a time in the past, and never after the call was canceled', () => {
  const [late, canceled] = [vi.fn(), vi.fn()];
  callAt(Date.now() - DAY_MS, late, new Clock());
  callAt(Date.now() + DAY_MS, canceled, new Clock())();
  vi.advanceTimersByTime(2 * DAY_MS);
  expect(late).toHaveBeenCalledOnce();
  expect(canceled).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

interface Event {
  /** In seconds since the start of the simulation. */
  time: number;
  run: () => void;
}

/** A discrete-event simulation: runs events in the order of their time. */
export class EventLoop {
  #now = 0;
  /** A binary heap: the parent of the event at index i is at (i - 1) >> 1, and is not later. */
  readonly #heap: Event[] = [];

  /** Simulated seconds since the start. */
  get now(): number {
    return this.#now;
  }

  /** Runs a function after a delay in seconds. */
  after(delay: number, run: () => void): void {
    const heap = this.#heap;
    const event = { time: this.#now + delay, run };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const other = heap[parent] as Event;
      if (other.time <= event.time) break;
      heap[index] = other;
      index = parent;
    }
    heap[index] = event;
  }

  /** Runs all events of the next seconds. */
  runFor(seconds: number): void {
    const end = this.#now + seconds;
    while (this.#heap.length > 0 && (this.#heap[0] as Event).time <= end) {
      const { time, run } = this.#removeFirst();
      this.#now = time;
      run();
    }
    this.#now = end;
  }

  #removeFirst(): Event {
    const heap = this.#heap;
    const first = heap[0] as Event;
    const last = heap.pop() as Event;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an event into the place of the first one, and moves it down until no child is earlier. */
  #sink(event: Event): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && right.time < (heap[child] as Event).time) child += 1;
      const earliest = heap[child] as Event;
      if (earliest.time >= event.time) break;
      heap[index] = earliest;
      index = child;
    }
    heap[index] = event;
  }
}

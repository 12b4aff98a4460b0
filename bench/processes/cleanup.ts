type Task = () => Promise<unknown>;

/** Runs deferred tasks at the end of a run, on success, error or signal. */
export class Cleanup {
  readonly #tasks: Task[] = [];
  #running: Promise<void> | undefined;

  /** Adds a task. Tasks run in reverse order. */
  defer(task: Task): void {
    this.#tasks.push(task);
  }

  /** Runs all tasks once. A failed task does not stop the others. */
  run(): Promise<void> {
    this.#running ??= this.#runTasks();
    return this.#running;
  }

  /** Runs all tasks and exits on SIGINT and SIGTERM. */
  runOnSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void this.run().finally(() => process.exit(130)));
    }
  }

  async #runTasks(): Promise<void> {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      await task().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
  }
}

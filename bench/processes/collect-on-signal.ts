// Loaded into every server of a run, with --expose-gc; Nest ends at most other signals.
process.on('SIGCONT', () => (globalThis as { gc?: () => void }).gc?.());

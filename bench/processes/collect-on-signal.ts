// Loaded into every server with --expose-gc. SIGCONT, because Nest's shutdown hooks handle most other signals.
process.on('SIGCONT', () => (globalThis as { gc?: () => void }).gc?.());

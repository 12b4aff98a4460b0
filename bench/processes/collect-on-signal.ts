// Every server loads this file, with --expose-gc. The signal is SIGCONT, because Nest's shutdown hooks handle most
// other signals.
process.on('SIGCONT', () => (globalThis as { gc?: () => void }).gc?.());

/** Makes trouble with standard output end the program with a message and exit code 1, except where nobody reads on. */
export function guardStandardOutput(): void {
  let unsaid: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads no further, such as `head`, has what they wanted; a terminal that was closed shows nothing any more.
    if (error.code !== 'EPIPE' && error.code !== 'EIO') unsaid ??= error;
  });
  process.stderr.on('error', () => {});
  process.on('exit', () => {
    if (unsaid === undefined) return;
    process.exitCode = 1;
    process.stderr.write(`error: standard output cannot be written: ${unsaid.message} [system]\n`);
  });
}

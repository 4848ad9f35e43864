/** True when requests to this address cannot leave the machine. Names that only look like it do not count. */
export function isLoopback({ hostname }: URL): boolean {
  // Whatever way a number was written, an URL holds it in four parts.
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === 'localhost' || hostname === '[::1]';
}

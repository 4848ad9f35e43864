/** The values of --reporter. */
export const REPORTERS = ['tty', 'plain', 'jsonl', 'github', 'junit'] as const;
export type ReporterName = (typeof REPORTERS)[number];

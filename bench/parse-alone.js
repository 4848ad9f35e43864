// `node bench/parse-alone.js FILE`: parses YAML with the library, at its defaults, and does nothing else.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

parse(readFileSync(process.argv[2], 'utf8'));

#!/usr/bin/env node
/** The program: `run` on the real process. An interrupt ends it at once, and the shell reports 130, but where a command listens (drive.ts). */
import { processIo } from './io.ts';
import { run } from './run.ts';

// Whoever reads us may stop reading: `gradscribe derive ... | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.exit(70);
  });

process.exitCode = await run(process.argv.slice(2), processIo());

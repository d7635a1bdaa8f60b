import { readFileSync } from 'node:fs';
import { handout } from './handout.ts';
const [file = '', ...only] = process.argv.slice(2);
for (const block of readFileSync(file, 'utf8').split('@').slice(1)) {
  const i = block.indexOf('\n');
  const name = block.slice(0, i);
  if (only.length > 0 && !only.includes(name)) continue;
  const t = performance.now();
  try { console.log('== ' + name + '\n' + handout(block.slice(i + 1)).map((l) => '   ' + l).join('\n') + '   ' + String(Math.round(performance.now() - t)) + ' ms'); }
  catch (e) { const p = e as Error & {expected?: string}; console.log('== ' + name + ' FAILED ' + p.message + ' | ' + (p.expected ?? '')); if (p.name !== 'Problem') console.log(p.stack?.split('\n').slice(0, 5).join('\n')) }
}

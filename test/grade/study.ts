/** `npx tsx test/grade/study.ts [WRONG] [RIGHT] [SEED] [SHOWN]`: prints what the grader says of generated answers. Exit code 1 if it errs. */
import { type Counted, runStudy, type Study, totalOf } from './study/run.ts';

const [wrong = 20_000, right = 20_000, seed = 1, undecided = 0] = process.argv.slice(2).map(Number);
const start = performance.now();
const study = runStudy(wrong, right, seed);

const show = (title: string, rows: ReadonlyMap<string, Counted>): void => {
  const line = (name: string, { equal, different, undecided }: Counted): string => `${name.padEnd(32)}${[equal, different, undecided].map((n) => String(n).padStart(11)).join('')}`;
  const all = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log([`${title.padEnd(32)}      equal  different  undecided`, ...all.map(([kind, c]) => line(kind, c)), line('together', totalOf(rows)), ''].join('\n'));
};
const percent = (part: number, table: Study['wrong']): string => {
  const { equal, different, undecided } = totalOf(table);
  return `${((100 * part) / (equal + different + undecided)).toFixed(2)} %`;
};

show('wrong answers', study.wrong);
show('equal rewrites (last law)', study.right);
for (const [why, n] of study.open) console.log(`undecided, ${why}: ${String(n)}`);
const [w, r] = [totalOf(study.wrong), totalOf(study.right)];
console.log(`seed ${String(seed)}: ${String(study.questions)} questions, ${String(study.passedOver)} made answers passed over, ${((performance.now() - start) / 1000).toFixed(0)} s`);
console.log(`false accepts ${String(w.equal)}, undecided ${String(w.undecided)} (${percent(w.undecided, study.wrong)})`);
console.log(`false rejects ${String(r.different)}, undecided ${String(r.undecided)} (${percent(r.undecided, study.right)})`);
for (const u of study.undecided.slice(0, undecided)) console.log(`\n${u}`);
for (const m of study.mistakes.slice(0, 10)) console.log(`\n${m}`);
process.exitCode = study.mistakes.length > 0 ? 1 : 0;

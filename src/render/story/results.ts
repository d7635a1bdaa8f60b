/** The gradients collected, and the check with numbers. */
import { isTurned, laidOut } from '../../calculus/layout.ts';
import type { Block, Prose, Tex } from '../doc.ts';
import { linesOf } from '../formula/lines.ts';
import { numberTex, tex } from '../formula/literal.ts';
import { entryTex } from '../formula/place.ts';
import type { Proof } from '../../calculus/proof/prove.ts';
import { math, ref, say, text, type Words } from '../say.ts';
import type { Typesetter } from '../style.ts';
import { heading, lineId, paragraph, type Telling } from './telling.ts';

export const results = ({ proved, t, words, gradient }: Telling): readonly Block[] => {
  const body = proved.derivation.wanted.flatMap(([name, adjoint]): readonly (readonly Prose[])[] => {
    const line = proved.derivation.lines.find((l) => l.goal === adjoint);
    const binding = gradient.bindings.get(name);
    const shape = binding === undefined ? [] : math(t.sizes(laidOut(gradient.pool.name(name, binding.shape), gradient).shape));
    if (line === undefined) return [[math(t.name(name)), say(words, 'results.none', { name: math(t.name(name)) }), shape, text('—')]];
    const called = isTurned(gradient) ? tex`\frac{\partial ${t.name(gradient.objective)}}{\partial ${t.name(name)}}` : t.name(adjoint);
    const [first = tex``, ...more] = linesOf(t.wide(laidOut(line.expr, gradient)));
    return [[math(t.name(name)), math(tex`${called} = ${first}`), shape, ref(lineId(adjoint))], ...more.map((l) => [[], math(tex`\quad ${l}`), [], []])];
  });
  return [
    heading(2, 'results', say(words, 'results.title')),
    {
      kind: 'table',
      caption: say(words, 'results.caption'),
      head: [say(words, 'results.parameter'), say(words, 'results.gradient'), say(words, 'symbols.shape'), say(words, 'results.proof')],
      body,
    },
  ];
};

/** Small numbers as powers of ten, which `0.00001` hides. */
const scientific = (value: number, digits: number): Tex => {
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = tex`10^{${numberTex(Number(exponent))}}`;
  if (value === 0) return numberTex(0);
  return Number(mantissa) === 1 ? power : tex`${numberTex(Number(mantissa))} \times ${power}`;
};

export const check = ({ proved, program, t, words }: Telling): readonly Block[] => checked(proved.proof, t, t.name(program.objective), words);

/** What was evaluated and compared, and one partial derivative as an example. */
export const checked = (proof: Proof, t: Typesetter, objective: Tex, words: Words): readonly Block[] => {
  const counted = say(words, 'check.body', {
    steps: text(String(proof.steps)),
    worst: math(scientific(proof.worstStep, 1)),
    partials: text(String(proof.partials)),
    error: math(scientific(proof.worstPartial, 1)),
  });
  const { shown } = proof;
  const entry = (name: string, at: readonly number[]): Tex =>
    at.length === 0 ? t.name(name, []) : entryTex(t.name(name, []), at.map(numberTex), tex`,`);
  const example =
    shown === undefined
      ? []
      : [
          paragraph(
            say(words, 'check.example', {
              entry: math(entry(shown.name, shown.entry)),
              step: math(scientific(shown.h, 1)),
              objective: math(objective),
              numeric: math(numberTex(Number(shown.numeric.toPrecision(9)))),
              symbolic: math(numberTex(Number(shown.symbolic.toPrecision(9)))),
              difference: math(scientific(Math.abs(shown.numeric - shown.symbolic), 1)),
            }),
          ),
        ];
  return [heading(2, 'check', say(words, 'check.title')), paragraph(counted), ...example];
};

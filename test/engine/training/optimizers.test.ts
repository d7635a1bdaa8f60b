/**
 * The rows of the table against plain loops over single numbers, written after the algorithms of torch.optim and
 * torch.nn.utils (2.x), and against the numbers these gave when they were written.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { amendments, optimizerNamed, optimizers } from '../../../src/engine/training/optimizers.ts';
import { textOfLines } from '../../../src/engine/training/formulas.ts';
import { schedules } from '../../../src/engine/training/schedules.ts';
import { createStepper } from '../../../src/engine/training/stepper.ts';
import { ops } from '../../../src/ops/index.ts';

/** One number's way; `decay` is torch's weight_decay. */
type Way = (p: number, gradients: (p: number, t: number) => number, steps: number, decay: number) => number;

const sgd =
  (mu: number, nesterov: boolean): Way =>
  (p, gradients, steps, decay) => {
    const lr = 0.1;
    let buffer: number | undefined;
    for (let t = 1; t <= steps; t++) {
      let g = gradients(p, t);
      if (decay !== 0) g += decay * p;
      if (mu !== 0) {
        // The buffer begins as the first gradient.
        buffer = buffer === undefined ? g : mu * buffer + g;
        g = nesterov ? g + mu * buffer : buffer;
      }
      p -= lr * g;
    }
    return p;
  };
const adam =
  (decoupled: boolean): Way =>
  (p, gradients, steps, decay) => {
    const [lr, beta1, beta2, eps] = [0.001, 0.9, 0.999, 1e-8];
    let [average, square] = [0, 0];
    for (let t = 1; t <= steps; t++) {
      let g = gradients(p, t);
      if (decoupled) p *= 1 - lr * decay;
      else g += decay * p;
      average += (g - average) * (1 - beta1);
      square = square * beta2 + (1 - beta2) * g * g;
      const denominator = Math.sqrt(square) / Math.sqrt(1 - beta2 ** t) + eps;
      p -= (lr / (1 - beta1 ** t)) * (average / denominator);
    }
    return p;
  };
const ways: Readonly<Record<string, Way>> = {
  sgd: sgd(0, false),
  momentum: sgd(0.9, false),
  nesterov: sgd(0.9, true),
  adagrad: (p, gradients, steps, decay) => {
    let sum = 0;
    for (let t = 1; t <= steps; t++) {
      const g = gradients(p, t) + decay * p;
      sum += g * g;
      p -= 0.01 * (g / (Math.sqrt(sum) + 1e-10));
    }
    return p;
  },
  rmsprop: (p, gradients, steps, decay) => {
    let average = 0;
    for (let t = 1; t <= steps; t++) {
      const g = gradients(p, t) + decay * p;
      average = 0.99 * average + (1 - 0.99) * g * g;
      p -= 0.01 * (g / (Math.sqrt(average) + 1e-8));
    }
    return p;
  },
  adam: adam(false),
  adamw: adam(true),
};

const starts = [1.5, -2, 0.25];
/** A bowl, tilted by turns: signs change, and no two entries go alike. */
const gradientAt = (p: number, t: number): number => 2 * p + Math.sin(3 * t) - 0.5;

const run = (name: string, given: Readonly<Record<string, number>>, steps = 40): readonly number[] => {
  const stepper = createStepper(optimizerNamed(name), starts.length, given, ops);
  const p = Float64Array.from(starts);
  for (let t = 1; t <= steps; t++) stepper.step(p, p.map((x) => gradientAt(x, t)));
  return [...p];
};
/** Both orders of adding up agree to some roundings of the forty steps. */
const closeTo = (values: readonly number[]): readonly unknown[] => values.map((v): unknown => expect.closeTo(v, 13));

describe('forty steps are those of torch', () => {
  test.each(optimizers.map((o) => o.name))('%s', (name) => {
    const way = ways[name];
    if (way === undefined) throw new Error(`${name} has no plain loop`);
    for (const decay of [0, 0.03]) {
      const given = name === 'adamw' || decay !== 0 ? { decay } : {};
      expect(run(name, given), `decay ${String(decay)}`).toEqual(closeTo(starts.map((p) => way(p, gradientAt, 40, decay))));
    }
  });
  test.each([
    ['sgd', [0.2207445494, 0.2202793196, 0.2205783959]],
    ['momentum', [0.3820658698, -0.0240368144, 0.2370291969]],
    ['nesterov', [0.2076171278, 0.2023938259, 0.2057516629]],
    ['adagrad', [1.393149923, -1.889446905, 0.2455614747]],
    ['rmsprop', [0.629229323, -0.9751484968, 0.241480546]],
    ['adam', [1.461543417, -1.960510583, 0.249164131]],
    ['adamw', [1.460953362, -1.959720001, 0.2490682999]],
  ])('%s comes to the numbers it came to', (name, numbers) => {
    expect(run(name, {})).toEqual(numbers.map((v): unknown => expect.closeTo(v, 9)));
  });
});

describe('before the optimizer sees a gradient', () => {
  const once = (given: Readonly<Record<string, number>>, gradient: readonly number[]): readonly number[] => {
    const p = Float64Array.of(1, 2);
    createStepper(optimizerNamed('sgd'), 2, { lr: 1, ...given }, ops).step(p, Float64Array.from(gradient));
    return [1 - (p[0] ?? NaN), 2 - (p[1] ?? NaN)];
  };
  test('clip shortens it to a norm, and leaves a shorter one', () => {
    expect(once({ clip: 2.5 }, [3, -4])).toEqual([3, -4].map((g): unknown => expect.closeTo((g * 2.5) / (5 + 1e-6), 14)));
    expect(once({ clip: 6 }, [3, -4])).toEqual([3, -4]);
  });
  test('bound cuts each entry', () => {
    expect(once({ bound: 3.5 }, [3, -4])).toEqual([3, -3.5]);
  });
  test('entries are cut before the norm is taken, and decay comes last', () => {
    const stepper = createStepper(optimizerNamed('momentum'), 2, { decay: 0.1, clip: 1, bound: 2 }, ops);
    expect(stepper.formulas).toEqual(['g = max(-bound, min(bound, g))', 'g = g * min(1, clip / (sqrt(sum(g.^2)) + 1e-6))', 'g = g + decay * p', 'v = mu * v + g', 'p = p - lr * v']);
    expect(stepper.values).toEqual({ lr: 0.1, mu: 0.9, decay: 0.1, clip: 1, bound: 2 });
  });
});

describe('docs/training.md', () => {
  const page = readFileSync('docs/training.md', 'utf8');
  const code = (text: string): string => `\`${text}\``;
  const numbers = (of: Readonly<Record<string, number>>): string => Object.entries(of).map(([name, value]) => code(`${name} = ${String(value)}`)).join(', ');
  test.each([
    ...optimizers.map((o) => [o.name, `| ${code(o.name)} | ${textOfLines(o.update).map(code).join('<br>')} | ${numbers(o.hyperparameters)} |`] as const),
    ...amendments.map((a) => [a.hyperparameter, `| ${textOfLines(a.update).map(code).join('<br>')} |`] as const),
    ...schedules.map((s) => [s.name, `| ${code(s.name)} | ${code(`lr = ${s.formula}`)} | ${numbers(s.hyperparameters)} |`] as const),
  ])('shows %s as it runs', (_, line) => {
    expect(page).toContain(line);
  });
});

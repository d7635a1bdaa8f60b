/** The handout of the 2-2-1 sigmoid network, made by hand: what the printers are looked at with. */
import type { Notation } from '../../src/core/notation.ts';
import type { Block, Doc, Inline, Language, Prose, Row, Tex } from '../../src/render/doc.ts';
import { graphSvg } from '../../src/render/figure/graph.ts';
import type { PageWords } from '../../src/render/html.ts';
import { linePlot } from '../../src/render/plot.ts';
import { tex } from '../../src/render/formula/literal.ts';
import { texOf } from '../../src/render/formula/tex.ts';
import { call, dim, name, neg, num, op, style, total, tr, at, when } from './notation.ts';

export const pageWords: Readonly<Record<Language, PageWords>> = {
  en: {
    calculus: 'calculus',
    algebra: 'algebra',
    known: 'Known:',
    wanted: 'Wanted:',
    figure: 'Figure',
    table: 'Table',
    shape: 'shape',
  },
  zh: { calculus: '微积分', algebra: '代数', known: '已知：', wanted: '求：', figure: '图', table: '表', shape: '形状' },
};

const texts = {
  en: {
    title: 'A 2-2-1 sigmoid network',
    subtitle: 'Gradients of the halved squared error, one sample, by reverse accumulation',
    result: 'The result',
    resultText: 'Four formulas are all that training needs. Everything below proves them, and each line is checked by number.',
    symbols: 'Symbols',
    symbol: ['name', 'shape', 'meaning'],
    meaning: ['input', 'hidden weights', 'hidden bias', 'hidden values', 'prediction and target'],
    symbolCaption: 'Names and shapes. Every gradient has the shape of its parameter.',
    forward: 'Forward',
    graph: 'The computation. A value is above, its adjoint below.',
    graphAlt: 'z1 is computed from W1, x and b1',
    given: 'definition',
    lemma: 'Lemma S: the derivative of the sigmoid',
    quotient: 'quotient rule',
    split: 'split the numerator: ',
    putBack: 'the sigmoid is recognised twice',
    backward: 'Backward',
    output: 'At the output',
    knownText: 'the prediction and the loss',
    wantedText: 'the adjoint of ',
    power: 'power rule and chain rule; ',
    chain: 'chain rule through the sigmoid, entry by entry; ',
    cite: 'Lemma S; ',
    putIn: 'put in ',
    right: 'product, right factor; ',
    left: 'product, left factor; ',
    bias: 'sum; the bias enters once; ',
    why: 'Why the transpose?',
    whyText: 'Entry by entry, the sum runs over the row index of ',
    whyText2: ', and a product with a matrix sums over its column index. So it is a product with the transpose.',
    index: 'the index form',
    long: 'several uses are added up',
    plot: 'Loss while training with these gradients.',
    epoch: 'epoch',
    loss: 'loss',
    code: 'The network as it was read',
  },
  zh: {
    title: '一个 2-2-1 的 sigmoid 网络',
    subtitle: '单个样本，平方误差之半，用反向传播求梯度',
    result: '先看结果',
    resultText: '训练只需要下面四个式子。后文逐一证明，每一行都用数值检验过。',
    symbols: '记号',
    symbol: ['名称', '形状', '含义'],
    meaning: ['输入', '隐藏层权重', '隐藏层偏置', '隐藏层激活值', '预测值与目标值'],
    symbolCaption: '名称与形状。梯度与其参数形状相同。',
    forward: '前向传播',
    graph: '计算图。上为值，下为伴随。',
    graphAlt: 'z1 由 W1、x、b1 算得',
    given: '定义',
    lemma: '引理 S：sigmoid 的导数',
    quotient: '商的求导法则',
    split: '拆分分子：',
    putBack: '两次认出 sigmoid',
    backward: '反向传播',
    output: '输出层',
    knownText: '预测值与损失函数',
    wantedText: '误差项 ',
    power: '幂法则与链式法则；式 ',
    chain: '链式法则，逐元素经过 sigmoid；式 ',
    cite: '引理 S；式 ',
    putIn: '代入式 ',
    right: '乘积，右因子；式 ',
    left: '乘积，左因子；式 ',
    bias: '和；偏置只用一次；式 ',
    why: '为什么要转置？',
    whyText: '写成分量，求和指标是行指标，所在的矩阵是 ',
    whyText2: '；而矩阵乘法对列指标求和，所以这里是与转置相乘。',
    index: '分量形式',
    long: '各处贡献相加',
    plot: '用这些梯度训练时的损失。',
    epoch: '轮次',
    loss: '损失',
    code: '读入的网络',
  },
} as const;

const t = (text: string): Inline => ({ kind: 'text', text });
const m = (n: Notation): Inline => ({ kind: 'math', tex: texOf(n, style) });
const ref = (to: string): Inline => ({ kind: 'ref', to });
const e = (n: Notation | string) => texOf(typeof n === 'string' ? name(n) : n, style);

const isTex = (of: Notation | Tex | string): of is Tex => typeof of === 'string' && of.startsWith('\\');

const sigmoid = (of: Notation | string): Notation => call('sigmoid', of);
const half = op(1, '/', 2, true);
const down = (of: string): Notation => op(1, '-', of);
const square = op(half, '*', op(op('o', '-', 'y'), '^', 2, true), true);

export const sample = (language: Language): Doc => {
  const w = texts[language];
  const say = (text: string, ...more: readonly Inline[]): Prose => [t(text), ...more];
  const row = (left: Notation | Tex | string | undefined, right: Notation, move: Row['move'], reason: Prose, extra: Partial<Row> = {}): Row => ({
    ...(left === undefined ? {} : { left: isTex(left) ? left : e(left) }),
    right: texOf(right, style),
    move,
    reason,
    ...extra,
  });
  const given = (left: string, right: Notation, shape: string): Row =>
    row(left, right, 'given', say(w.given), { shape, id: left });
  const exp = call('exp', neg('z'));
  const bottom = op(1, '+', exp);
  const rows = (id: string, list: readonly Row[], known?: Prose, wanted?: Prose): Block => ({
    kind: 'rows',
    id,
    rows: list,
    ...(known === undefined ? {} : { known }),
    ...(wanted === undefined ? {} : { wanted }),
  });
  const heading = (level: 2 | 3, text: string): Block => ({ kind: 'heading', level, id: text, text: [t(text)] });
  const pair = (a: string, b: string): Prose => [m(name(a)), t(language === 'en' ? ', ' : '，'), m(name(b))];

  const blocks: readonly Block[] = [
    heading(2, w.result),
    { kind: 'paragraph', text: [t(w.resultText), t(' '), ref('W1bar')] },
    rows('result', [
      row('d_W2', op('d_z2', '*', tr('h')), 'given', [ref('W2bar')], { shape: '1 × 2' }),
      row('d_b2', name('d_z2'), 'given', [ref('b2bar')], { shape: '1' }),
      row('d_W1', op('d_z1', '*', tr('x')), 'given', [ref('W1bar')], { shape: '2 × 2' }),
      row('d_b1', name('d_z1'), 'given', [ref('b1bar')], { shape: '2' }),
    ]),
    heading(2, w.symbols),
    {
      kind: 'table',
      caption: say(w.symbolCaption),
      head: w.symbol.map((s) => [t(s)]),
      body: [
        [[m(name('x'))], [t('2')], [t(w.meaning[0])]],
        [[m(name('W1'))], [t('2 × 2')], [t(w.meaning[1])]],
        [[m(name('b1'))], [t('2')], [t(w.meaning[2])]],
        [[m(op('h', '==', sigmoid('z1')))], [t('2')], [t(w.meaning[3])]],
        [pair('o', 'y'), [t('1')], [t(w.meaning[4])]],
      ],
    },
    heading(2, w.forward),
    {
      kind: 'figure',
      caption: say(w.graph),
      alt: w.graphAlt,
      svg: graphSvg({
        nodes: ['x', 'W1', 'b1', 'z1', 'h', 'W2', 'b2', 'z2', 'o', 'y', 'L'].map((id, i) => ({
          id,
          label: id,
          kind: ['x', 'y'].includes(id) ? 'input' : /^[Wb]/u.test(id) ? 'param' : 'value',
          above: i > 2 ? ['0.10, 0.55', '0.525, 0.634', '', '', '0.1747', '0.5436', '', '0.104161'][i - 3] ?? '' : '',
        })),
        edges: [
          ['x', 'z1'],
          ['W1', 'z1'],
          ['b1', 'z1'],
          ['z1', 'h'],
          ['h', 'z2'],
          ['W2', 'z2'],
          ['b2', 'z2'],
          ['z2', 'o'],
          ['o', 'L'],
          ['y', 'L'],
        ].map(([from = '', to = '']) => ({ from, to })),
      }),
    },
    rows('forward', [
      given('z1', op(op('W1', '*', 'x'), '+', 'b1'), '2'),
      given('h', sigmoid('z1'), '2'),
      given('z2', op(op('W2', '*', 'h'), '+', 'b2'), '1'),
      given('o', sigmoid('z2'), '1'),
      given('L', square, '1'),
    ]),
    heading(2, w.lemma),
    rows('lemma', [
      row(tex`\sigma'(z)`, op(exp, '/', op(bottom, '^', 2, true), true), 'calculus', say(w.quotient), { id: 's1' }),
      row(undefined, op(op(1, '/', bottom, true), '*', op(exp, '/', bottom, true), true), 'algebra', say(w.split, m(op(exp, '==', op(bottom, '-', 1))))),
      row(undefined, op(sigmoid('z'), '*', op(1, '-', sigmoid('z')), true), 'algebra', say(w.putBack), { id: 'S', boxed: true }),
    ]),
    heading(2, w.backward),
    heading(3, w.output),
    rows(
      'z2',
      [
        row('d_o', op('o', '-', 'y'), 'calculus', say(w.power, ref('L')), { shape: '1', id: 'obar' }),
        row('d_z2', op('d_o', '.*', op('o', '.*', down('o'))), 'calculus', say(w.chain, ref('o'), t(', '), ref('S')), { shape: '1' }),
        row(undefined, op(op(op('o', '-', 'y'), '.*', 'o'), '.*', down('o')), 'algebra', say(w.putIn, ref('obar')), {
          shape: '1',
          id: 'z2bar',
          boxed: true,
        }),
      ],
      say(w.knownText),
      say(w.wantedText, m(name('d_z2'))),
    ),
    rows('W2', [
      row('d_W2', op('d_z2', '*', tr('h')), 'calculus', say(w.left, ref('z2')), { shape: '1 × 2', id: 'W2bar', boxed: true }),
      row('d_b2', name('d_z2'), 'calculus', say(w.bias, ref('z2')), { shape: '1', id: 'b2bar', boxed: true }),
    ]),
    rows('h', [
      row('d_h', op(tr('W2'), '*', 'd_z2'), 'calculus', say(w.right, ref('z2')), { shape: '2', id: 'hbar' }),
      row('d_z1', op(op('d_h', '.*', 'h'), '.*', down('h')), 'calculus', say(w.cite, ref('h'), t(', '), ref('S')), { shape: '2' }),
      row(undefined, op(op(op(tr('W2'), '*', 'd_z2'), '.*', 'h'), '.*', down('h')), 'algebra', say(w.putIn, ref('hbar')), {
        shape: '2',
        id: 'z1bar',
        boxed: true,
      }),
    ]),
    {
      kind: 'why',
      title: say(w.why),
      body: [
        { kind: 'paragraph', text: say(w.whyText, m(name('W2')), t(w.whyText2)) },
        rows('why', [
          row(at('d_h', 'j'), total('k', 1, op(at('W2', 'k', 'j'), '*', at('d_z2', 'k'), true)), 'calculus', say(w.index), { shape: '2' }),
        ]),
      ],
    },
    rows('W1', [
      row('d_W1', op('d_z1', '*', tr('x')), 'calculus', say(w.left, ref('z1')), { shape: '2 × 2', id: 'W1bar', boxed: true }),
      row('d_b1', name('d_z1'), 'calculus', say(w.bias, ref('z1')), { shape: '2', id: 'b1bar', boxed: true }),
      row(
        'd_x',
        op(op(op(tr('W1'), '*', 'd_z1'), '+', op(tr('W2'), '*', op('d_z2', '.*', when(op('z', '>', 0), 1, 0)))), '-', op(op(num(0.5), '*', op(op(dim('N'), '*', tr('A')), '*', 'x')), '.*', op('h', '.^', 2))),
        'calculus',
        say(w.long),
        { shape: '2', id: 'long' },
      ),
    ]),
    {
      kind: 'figure',
      caption: say(w.plot),
      alt: w.plot,
      svg: linePlot({
        x: w.epoch,
        y: w.loss,
        scale: 'log',
        series: [
          { label: 'W1', points: Array.from({ length: 60 }, (_, i) => [i, 0.104 * Math.exp(-i / 9) + 1e-4] as const) },
          { label: 'b1', points: Array.from({ length: 60 }, (_, i) => [i, 0.2 * Math.exp(-i / 20)] as const) },
        ],
      }),
    },
    heading(2, w.code),
    { kind: 'code', text: 'x  = input(2)\nW1 = param(2, 2)\nz1 = W1 * x + b1   # <script>alert(1)</script>\n' },
    { kind: 'list', items: [[t('a '), { kind: 'code', text: 'W1' }], [{ kind: 'strong', text: 'b' }]] },
  ];
  return { language, title: w.title, subtitle: say(w.subtitle), blocks };
};

// Everything that people read, in Korean.

// The particle after a digit as it is read: 일, 삼, 육, 칠, 팔, 영 end in a consonant.
const after = (digit, closed, open) => ('013678'.includes(String(digit).at(-1)) ? closed : open);

const TEXTS_KO = {
  sentence: '시그모이드 세 개가 한 줄로 이어져 수를 하나씩 주고받습니다. 먼저 앞으로 가며, 그다음 기울기를 따라 뒤로 오며 사슬의 모든 수를 채워 보세요.',
  notes: '강의 노트의 수', others: '다른 수', seed: '시드 ', again: '처음부터',
  hint: '힌트', showMe: '답 보기', next: '다음 수',
  progress: (found, all) => `${all}개 가운데 ${found}개를 구했습니다`,
  diagram: (x, weights) => `사슬 그림: 입력 ${x}, 가중치 ${weights}인 시그모이드 유닛이 차례로 이어져 있습니다. 그 아래에는 오른쪽에서 왼쪽으로 되돌아오는 수들이 있습니다. 모든 수는 아래 칸에 있습니다.`,
  input: '입력', hidden: (layer) => `은닉층 ${layer}`, output: '출력',
  slopesAlone: 'σ′만',
  stages: {
    forward: () => ['1. 순전파', '들어온 값에 가중치를 곱하고 시그모이드에 넣으면 그 층의 출력이 나옵니다. 첫째 층에는 입력 x가 들어옵니다.', ['z = W · a', 'a = σ(z) = 1 / (1 + e⁻ᶻ)'], '소수점 아래 셋째 자리까지면 충분하고, 반올림한 값으로 계속 계산해도 됩니다. Enter 키를 누르면 확인하고 다음 칸으로 갑니다.'],
    slope: () => ['2. 시그모이드의 도함수', '여기서부터는 오른쪽에서 왼쪽으로 갑니다. σ(z)는 이미 구한 a이므로 지수 함수를 다시 계산하지 않아도 됩니다.', ['σ′(z) = σ(z) · (1 − σ(z))']],
    product: () => ['3. 도함수의 값만 곱하기', '강의 노트는 되돌아오면서 도함수의 값만 곱합니다. 먼저 그대로 따라 해 봅시다.'],
    delta: (last) => ['4. 연쇄 법칙', `a${below(last)}${after(last, '은', '는')} z${below(last - 1)}에 어떻게 달려 있을까요? a${below(last - 1)}, z${below(last)}${after(last, '을', '를')} 차례로 거칩니다.`, [`∂a${below(last)}/∂z${below(last - 1)} = ∂a${below(last)}/∂z${below(last)} · ∂z${below(last)}/∂a${below(last - 1)} · ∂a${below(last - 1)}/∂z${below(last - 1)}`], `z${below(last)} = W${below(last)} · a${below(last - 1)}이므로 가운데 인수는 W${below(last)}입니다.`],
    gradient: () => ['5. 가중치에 닿는 기울기', 'z = W · a이므로 ∂z/∂W는 그 층에 들어온 a입니다.', ['∂a/∂W = ∂a/∂z · ∂z/∂W'], '경사 하강법은 여기에 손실의 미분과 학습률을 곱한 만큼 가중치를 바꿉니다.'],
  },
  kinds: {
    z: (layer) => `${layer}번째 시그모이드에 들어가는 값`, a: (layer) => `${layer}번째 시그모이드에서 나오는 값`,
    slope: (layer) => `${layer}번째 시그모이드의 도함수의 값`,
    product: (layer, last) => `${last}층부터 ${layer}층까지 도함수의 값의 곱`,
    delta: (layer, last) => `z${below(layer)}에 대한 a${below(last)}의 미분`,
    gradient: (layer, last) => `W${below(layer)}에 대한 a${below(last)}의 미분`,
  },
  hints: {
    z: (layer) => `${layer}층에 들어오는 값에 그 층의 가중치를 곱합니다.`,
    a: () => 'z를 시그모이드에 넣습니다. 지수는 −z입니다.',
    slope: (layer) => `σ(z${below(layer)})의 값은 이미 구했습니다. 바로 a${below(layer)}입니다.`,
    product: (layer) => `${layer + 1}층에서 얻은 값에 ${layer}층의 도함수의 값을 곱합니다.`,
    delta: (layer, last) => layer === last ? `z${below(last)}에서 a${below(last)}까지는 시그모이드 하나뿐입니다.` :
      `∂a${below(last)}/∂z${below(layer + 1)}에서 이어 갑니다. 먼저 두 층 사이의 가중치를, 그다음 ${layer}번째 시그모이드를 거칩니다.`,
    gradient: (layer) => `${layer}층의 ∂a/∂z에, 순전파에서 W${below(layer)}에 곱해졌던 값을 곱합니다.`,
  },
  right: (name, value) => `맞습니다. ${name} = ${value}.`,
  shown: (text) => `${text}.`,
  noNumber: '0.525나 9.27e-4처럼 수를 입력하세요.',
  mistakes: {
    every: {
      close: () => '거의 맞았습니다. 소수점 아래 셋째 자리까지, 작은 수는 0 다음의 두 자리까지 입력하세요.',
      minus: () => '부호가 반대입니다.', wrong: () => '아직 아닙니다. 다시 해 보거나 힌트를 보세요.'},
    z: {
      sum: () => '더했습니다. 가중치는 곱합니다.',
      input: (layer) => `${layer}층에 들어오는 값은 x가 아니라 앞 층의 출력 a${below(layer - 1)}입니다.`,
      sumBefore: (layer) => `W${below(layer)} · z${below(layer - 1)}${after(layer - 1, '을', '를')} 계산했습니다. 그 사이에 시그모이드가 있으니 a${below(layer - 1)}${after(layer - 1, '을', '를')} 곱하세요.`},
    a: {
      same: () => 'z 그대로입니다. 아직 시그모이드를 거치지 않았습니다.',
      sign: () => 'σ(−z)를 계산했습니다. 지수의 음의 부호에 주의하세요. 1 / (1 + e⁻ᶻ)입니다.'},
    slope: {
      same: () => 'a 그대로입니다. 도함수의 값은 a · (1 − a)입니다.', rest: () => '1 − a를 계산했습니다. 도함수의 값은 a · (1 − a)입니다.',
      sum: () => 'a · (1 − a)에 z를 넣었습니다. 넣을 값은 a = σ(z)입니다.',
      twice: () => 'a를 시그모이드에 한 번 더 넣었습니다. a가 이미 σ(z)입니다.'},
    product: {
      cut: () => '강의 노트에 인쇄된 0.061처럼 끝자리를 버렸습니다. 반올림하세요.',
      weights: () => '가중치까지 곱한 연쇄 법칙의 값입니다. 그것은 다음 단계이고, 여기에서는 도함수의 값만 곱합니다.',
      alone: (layer) => `${layer}층의 도함수의 값만 있습니다. 오른쪽에서 온 값을 곱하세요.`},
    delta: {
      notes: () => '강의 노트의 값입니다. 도함수의 값만 곱했습니다. 두 도함수 사이에는 가중치가 하나씩 있습니다.',
      alone: () => '도함수의 값만 있습니다. 오른쪽에서 온 값과 그 사이의 가중치를 곱하세요.',
      otherWeight: (layer) => `W${below(layer)}${after(layer, '은', '는')} z${below(layer)}의 앞에 있습니다. z${below(layer)}${after(layer, '과', '와')} z${below(layer + 1)} 사이의 가중치는 W${below(layer + 1)}입니다.`,
      noSlope: (layer) => `a${below(layer)}에 대한 미분입니다. ${layer}번째 시그모이드의 도함수의 값도 곱하세요.`,
      activation: () => '출력 a입니다. 여기에서 구할 것은 시그모이드의 도함수의 값입니다.'},
    gradient: {
      input: () => 'z에 대한 미분입니다. 그 층에 들어온 값을 곱하세요.',
      output: (layer) => `그 층에서 나가는 a${below(layer)}${after(layer, '을', '를')} 곱했습니다. 들어오는 값을 곱하세요.`,
      weight: () => '가중치를 곱했습니다. ∂z/∂W는 그 층에 들어온 값입니다.'},
  },
  conclusion: ({own, all, isNotes, last, alone, whole, cut, weights, share, first, final}) => [
    own === all ? `${all}개를 모두 스스로 구했습니다.` : `${all}개를 모두 채웠고, 그 가운데 ${own}개를 스스로 구했습니다.`,
    isNotes ? `강의 노트는 도함수의 값만 곱한 ${cut}를 첫째 층의 기울기라고 부릅니다. 그러나 두 도함수 사이에는 가중치가 하나씩 있고(${weights}), 연쇄 법칙에 따르면 ∂a${below(last)}/∂z₁ = ${whole}입니다.` :
      `도함수의 값만 곱하면 ${alone}입니다. 그 사이의 가중치(${weights})를 모두 곱한 수는 ${share}이고, 이것까지 곱하면 ∂a${below(last)}/∂z₁ = ${whole}입니다.`,
    `마지막 가중치에는 ${final}, 첫째 가중치에는 ${first}의 기울기가 닿습니다. 층마다 W · σ′이 곱해지는데 σ′은 많아야 1/4입니다. 20층이라면 첫째 층에는 거의 아무것도 닿지 않을 것입니다.`],
};

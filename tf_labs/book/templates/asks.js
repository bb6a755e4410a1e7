'use strict';
/* Predictions and exercises: what is chosen, typed or drawn is checked, then explained. */
const bookAsks = (() => {
  const lab = document.body.dataset.lab;
  const stored = document.getElementById('asks');
  const known = stored ? JSON.parse(stored.textContent) : {};

  const typed = (text) => {
    const plain = text.normalize('NFKC').replace(/[−–]/g, '-').replace('⁄', '/').replace(/\s+/g, '');
    /* 60,965 has groups of three digits; 1,5 and 0,125 have a comma for a point. */
    const isGrouped = /^[-+]?[1-9]\d{0,2}(,\d{3})+(?![\d,])/.test(plain);
    const [, digits, below, percent] = (isGrouped ? plain.replace(/,/g, '') : plain.replace(',', '.'))
      .match(/^([^/%]+)(?:\/([^/%]+))?(%?)$/) || [];
    return digits === undefined ? NaN : Number(digits) / Number(below || 1) / (percent ? 100 : 1);
  };
  /* A little more than the tolerance, as what is typed is rounded in binary too. */
  const isNear = (value, one) => Math.abs(value - one.answer) <= one.tolerance * (1 + 1e-9) + 1e-12;

  const READ = {
    choices(form, one) {
      const chosen = form.querySelector('input:checked');
      return chosen ? {right: Number(chosen.value) === one.answer} : {problem: 'no_choice'};
    },
    number(form, one) {
      const value = typed(form.querySelector('input').value);
      return Number.isFinite(value) ? {right: isNear(value, one)} : {problem: 'no_number'};
    },
    line(form) {
      return form.line.isDrawn() ? form.line.compare() : {problem: 'no_line'};
    },
  };

  const tell = (form, text, kind) => {
    const place = form.querySelector('.verdict');
    place.textContent = text;
    place.className = `verdict ${kind}`;
  };
  const explain = (form) => { form.querySelector('.answer').open = true; };

  const check = (form, one) => {
    const found = READ[one.way](form, one);
    if (found.problem) {
      tell(form, say(found.problem), 'warn');
      return;
    }
    const isExercise = one.kind === 'exercise';
    if (one.way === 'line') {
      tell(form, say('line_off', {distance: found.distance}), '');
    } else if (found.right) {
      tell(form, say(isExercise ? 'right' : 'right_predict'), 'good');
    } else {
      tell(form, say(isExercise ? 'wrong' : 'wrong_predict'), 'warn');
    }
    if (isExercise && !found.right) return;
    markChoices(form, one);
    explain(form);
    bookProgress.mark(lab, form.id);
  };

  const markChoices = (form, one) => {
    if (one.way !== 'choices') return;
    for (const choice of form.querySelectorAll('.choice')) {
      choice.classList.toggle('right', Number(choice.querySelector('input').value) === one.answer);
    }
  };

  const prepare = (form) => {
    const one = known[form.id];
    if (!one || one.answer === null) return;
    if (one.way === 'line') form.line = bookLine(form.querySelector('.draw-here'), one.answer);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      check(form, one);
    });
    form.querySelector('.show').addEventListener('click', () => {
      if (one.way === 'line') form.line.reveal();
      markChoices(form, one);
      explain(form);
      bookProgress.mark(lab, form.id);
    });
    form.classList.add('live');
  };
  return {start: () => document.querySelectorAll('form.ask').forEach(prepare)};
})();

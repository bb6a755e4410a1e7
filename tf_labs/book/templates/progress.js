'use strict';
/* Which questions are answered, kept in the browser; both languages share it. */
const bookPage = JSON.parse(document.getElementById('words').textContent);
const say = (name, values = {}) => Object.entries(values).reduce(
  (text, [key, value]) => text.replace(`{${key}}`, value), bookPage.words[name]);

const bookProgress = (() => {
  const answered = (lab) => {
    const done = (bookStore.read().done || {})[lab];
    return Array.isArray(done) ? done : [];
  };
  const count = (lab) => Math.min(answered(lab).length, bookPage.labs[lab] || 0);
  const show = () => {
    for (const line of document.querySelectorAll('[data-progress]')) {
      const lab = line.dataset.progress;
      line.textContent = say('progress_of', {done: count(lab), all: bookPage.labs[lab]});
    }
    for (const link of document.querySelectorAll('.labs-nav a[data-lab], .labs a[data-lab]')) {
      const all = bookPage.labs[link.dataset.lab] || 0;
      const done = count(link.dataset.lab);
      link.classList.toggle('done', all > 0 && done === all);
      link.classList.toggle('begun', done > 0 && done < all);
    }
    const whole = document.querySelector('[data-whole-progress]');
    if (whole) {
      const labs = Object.keys(bookPage.labs);
      const sum = (values) => values.reduce((a, b) => a + b, 0);
      const [done, all] = [sum(labs.map(count)), sum(Object.values(bookPage.labs))];
      whole.textContent = all ? say('progress_all', {done, all}) : '';
      whole.style.setProperty('--share', all ? done / all : 0);
      showTools(done);
    }
  };
  const showTools = (done) => {
    const {last} = bookStore.read();
    const link = document.getElementById('continue');
    if (last in bookPage.labs) {
      link.href = `${last}.html`;
      link.hidden = false;
    }
    document.getElementById('progress-tools').hidden = !done && link.hidden;
  };
  const mark = (lab, anchor) => {
    const done = bookStore.read().done || {};
    bookStore.write({done: {...done, [lab]: [...new Set([...answered(lab), anchor])]}});
    show();
  };
  const reset = () => { bookStore.write({done: {}, last: undefined}); location.reload(); };
  return {answered, mark, reset, show};
})();

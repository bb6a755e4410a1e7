'use strict';
/* The search: entries come as a script, since a page opened from a file may fetch nothing. */
const bookSearch = (() => {
  const HANGUL = /[\u3131-\u318e\uac00-\ud7a3]/;
  /* Words; of Korean ones, to which particles cling, every two letters that follow each other. */
  const tokenize = (text) => text.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(Boolean).flatMap(
    (word) => (HANGUL.test(word) && word.length > 2
      ? [...word].slice(1).map((letter, index) => word[index] + letter) : [word]));
  /* What is asked for: a Korean word without its particle; with one letter pair less it finds no less. */
  const PARTICLE = /(?<=[\p{L}\p{N}]{2})(에서|으로|까지|부터|에게|을|를|은|는|이|가|의|에|로|와|과|도|만)(?![\uac00-\ud7a3])/gu;
  let index = null;
  let entries = [];

  const take = (found) => {
    entries = found;
    index = new MiniSearch({
      fields: ['title', 'heading', 'text'], tokenize, idField: 'id',
      searchOptions: {tokenize, boost: {title: 4, heading: 2},
        prefix: (term) => !HANGUL.test(term), fuzzy: (term) => (
          !HANGUL.test(term) && term.length > 4 ? 0.2 : false)},
    });
    index.addAll(found.map((entry, id) => ({...entry, id})));
    find();
  };

  const excerpt = (text, words) => {
    const low = text.toLowerCase();
    const places = words.map((word) => low.indexOf(word)).filter((place) => place >= 0);
    const begin = Math.max(0, (places.length ? Math.min(...places) : 0) - 60);
    return (begin ? '… ' : '') + text.slice(begin, begin + 180) + (text.length > begin + 180 ? ' …' : '');
  };

  const row = (entry, words) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = entry.page;
    link.textContent = entry.heading ? `${entry.title}: ${entry.heading}` : entry.title;
    const text = document.createElement('p');
    text.textContent = excerpt(entry.text, words);
    item.append(link, text);
    return item;
  };

  const find = () => {
    const words = tokenize(document.getElementById('search').value.replace(PARTICLE, ''));
    /* All words; where nothing has all of them, any. */
    const ways = index && words.length ? ['AND', 'OR'] : [];
    const hits = ways.reduce((found, combineWith) => (
      found.length ? found : index.search(words.join(' '), {combineWith})), []).slice(0, 40);
    document.getElementById('found').replaceChildren(
      ...hits.map((hit) => row(entries[hit.id], words)));
    document.getElementById('search-count').textContent = !index || !words.length ? '' : (
      hits.length ? say('search_found', {count: hits.length}) : say('search_none'));
  };

  const start = () => {
    const field = document.getElementById('search');
    if (!field) return;
    field.value = new URLSearchParams(location.search).get('q') || '';
    field.addEventListener('input', find);
    document.getElementById('search-form').addEventListener('submit', (event) => event.preventDefault());
    const script = document.createElement('script');
    script.src = 'search_index.js';
    document.head.append(script);
  };
  return {entries: take, start};
})();

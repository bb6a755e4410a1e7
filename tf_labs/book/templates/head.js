'use strict';
/* Before anything is drawn: light or dark as the reader has chosen. */
window.bookStore = (() => {
  const NAME = 'tf-labs-book';
  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(NAME));
      return found && typeof found === 'object' ? found : {};
    } catch {
      return {};
    }
  };
  const write = (change) => {
    const next = {...read(), ...change};
    try {
      localStorage.setItem(NAME, JSON.stringify(next));
    } catch {
      /* A browser that keeps nothing: the page works all the same. */
    }
  };
  return {read, write};
})();
window.bookTheme = (() => {
  const MEDIA = {auto: 'screen and (prefers-color-scheme: dark)', light: 'not all', dark: 'screen'};
  const SCHEMES = {auto: 'light dark', light: 'light', dark: 'dark'};
  const chosen = () => {
    const theme = bookStore.read().theme;
    return Object.hasOwn(MEDIA, theme) ? theme : 'auto';
  };
  const apply = () => {
    document.getElementById('dark').media = MEDIA[chosen()];
    document.documentElement.style.colorScheme = SCHEMES[chosen()];
  };
  apply();
  return {chosen, choose: (theme) => { bookStore.write({theme}); apply(); }};
})();

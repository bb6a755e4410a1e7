'use strict';
/* What every page does: theme, language, map, and regions that scroll. */
(() => {
  const theme = document.getElementById('theme');
  theme.value = bookTheme.chosen();
  theme.addEventListener('change', () => {
    bookTheme.choose(theme.value);
    if (document.querySelector('canvas')) location.reload();  // drawn in the colours of before
  });

  const side = document.getElementById('side');
  const wide = matchMedia('(min-width: 64rem)');
  const fold = () => { side.open = wide.matches; };
  wide.addEventListener('change', fold);
  fold();
  const here = side.querySelector('[aria-current]');
  if (here) side.parentElement.scrollTop = here.offsetTop - side.parentElement.clientHeight / 2;

  /* The other language's page at the same question. */
  for (const link of document.querySelectorAll('[data-keeps-place]')) {
    link.addEventListener('click', () => {
      const asks = [...document.querySelectorAll('form.ask')];
      const seen = asks.filter((form) => form.getBoundingClientRect().top < innerHeight / 2).pop();
      link.hash = seen && scrollY > 200 ? seen.id : '';
    });
  }

  const lab = document.body.dataset.lab;
  if (lab) bookStore.write({last: lab});
  document.getElementById('reset')?.addEventListener('click', () => {
    if (confirm(say('reset_sure'))) bookProgress.reset();
  });

  /* What is cut off can be scrolled with the keys. */
  const reachable = () => {
    for (const box of document.querySelectorAll('.scroll, .displayed, pre.code')) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else if (box.getAttribute('role') !== 'region') box.removeAttribute('tabindex');
    }
  };
  new ResizeObserver(reachable).observe(document.querySelector('main'));

  /* Of the lab that is pointed at its own arrows alone. */
  const map = document.querySelector('.course-map svg');
  if (map) {
    const near = (name) => {
      map.classList.toggle('chosen', Boolean(name));
      for (const arrow of map.querySelectorAll('.arrow')) {
        arrow.classList.toggle('on', [arrow.dataset.from, arrow.dataset.to].includes(name));
      }
    };
    for (const link of map.querySelectorAll('a')) {
      for (const event of ['pointerenter', 'focus']) link.addEventListener(event, () => near(link.dataset.lab));
      for (const event of ['pointerleave', 'blur']) link.addEventListener(event, () => near(''));
    }
  }

  bookAsks.start();
  bookProgress.show();
  bookSearch.start();
})();

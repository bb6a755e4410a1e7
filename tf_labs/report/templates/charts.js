// Panels of lines that say their numbers where one points, and whose lines can be hidden. Without
// this script, and in print, the drawings stay.
for (const panel of document.querySelectorAll('[data-chart]')) {
  const chart = JSON.parse(panel.dataset.chart);
  const drawing = panel.querySelector('.drawing');
  const colourOf = (name) => getComputedStyle(panel).getPropertyValue(name).trim();
  const lineColour = (one) => colourOf(one.colour < 0 ? '--tone-5' : `--series-${one.colour}`);
  const places = new Map(chart.ticks);
  const short = (value) => value == null ? '–' : String(+value.toPrecision(4));
  const font = '12px system-ui, sans-serif';

  // Of a logarithmic axis every number of a short one, 1, 2 and 5 of a longer one, else the powers.
  const ofLogarithm = ([low, high]) => (plot, splits) => {
    const decades = Math.log10(high / low);
    return splits.map((value) => {
      const mantissa = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
      const first = Math.round(mantissa);
      if (Math.abs(mantissa - first) > 1e-6) return null;
      return decades < .7 || first === 1 || (decades < 2.5 && (first === 2 || first === 5)) ? value : null;
    });
  };
  const axis = (label, scale, more) => ({
    label, scale, font, labelFont: font, labelSize: 20, stroke: () => colourOf('--tone-3'),
    grid: { stroke: () => colourOf('--tone-9'), width: 1 },
    ticks: { stroke: () => colourOf('--tone-6'), width: 1, size: 5 },
    values: (plot, splits) => splits.map((value) => value == null ? '' : String(+value.toPrecision(6))),
    ...more,
  });
  const isWhole = /^(training )?(epoch|step)s?$/.test(chart.x_label);
  const across = axis(chart.x_label, 'x', places.size ? {
    size: 34, splits: () => [...places.keys()],
    values: (plot, splits) => {
      const room = Math.max(1, Math.ceil(splits.length / (plot.width / 75)));
      return splits.map((value, index) => index % room ? '' : places.get(value));
    },
  } : chart.x_scale === 'log' ? { size: 34, filter: ofLogarithm([chart.x[0], chart.x.at(-1)]) } : isWhole ? { size: 34, space: 38, incrs: [1, 2, 5].flatMap(
    (one) => [...Array(7).keys()].map((power) => one * 10 ** power)).sort((a, b) => a - b) } : { size: 34 });

  const where = document.createElement('p');
  const holder = document.createElement('div');
  const lines = document.createElement('ul');
  const outputs = [];
  const count = chart.series.length;
  // Within less than a decade a logarithm is nearly a straight line, whose ticks read better.
  const isLogarithmic = chart.y_scale === 'log' && chart.y_range[1] > 5 * chart.y_range[0];
  [where.className, holder.className, lines.className] = ['place', 'plot', 'lines'];
  const size = () => ({ width: Math.max(200, holder.clientWidth), height: Math.round(Math.max(230, Math.min(320, holder.clientWidth * .66))) });
  panel.append(holder, lines, where);
  panel.classList.add('drawn');

  const plot = new uPlot({
    ...size(), legend: { show: false }, cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false, ...(chart.x_scale === 'log' ? { distr: 3, range: [chart.x[0], chart.x.at(-1)] } : {}) },
      y: { distr: isLogarithmic ? 3 : 1, range: chart.y_range },
    },
    bands: chart.series.map((one, index) => ({ series: [count + 2 * index + 2, count + 2 * index + 1], fill: () => `${lineColour(one)}2b` })),
    axes: [across, axis(chart.y_label.split(' (')[0], 'y', { size: 58, ...(isLogarithmic ? { filter: ofLogarithm(chart.y_range) } : {}) })],
    series: [{}, ...chart.series.map((one) => ({
      label: one.name, stroke: () => lineColour(one), width: one.width * 1.33, alpha: one.opacity,
      dash: one.dash.map((length) => 2 * length),
      points: { show: one.y.filter((value) => value != null).length < 12, size: 6, fill: () => colourOf('--card') },
    })), ...chart.series.flatMap(() => Array(2).fill({ stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } }))],
    hooks: {
      setCursor: [(one) => {
        const place = one.cursor.idx;
        const x = place == null ? null : chart.x[place];
        where.textContent = x == null ? ' ' : `${chart.x_label.split(',')[0]} ${chart.places[place] ?? short(x)}`;
        outputs.forEach((output, index) => {
          output.textContent = place == null ? '' : short(chart.series[index].y[place]);
        });
      }],
    },
  }, [chart.x, ...chart.series.map((one) => one.y.map((value, index) => value == null && !one.gaps.includes(index) ? undefined : value)), ...chart.series.flatMap((one) => [one.low, one.high])], holder);
  const surface = holder.querySelector('.u-wrap');
  surface.setAttribute('role', 'img');
  surface.setAttribute('aria-label', drawing.getAttribute('aria-label'));

  chart.series.forEach((one, index) => {
    const item = document.createElement('li');
    item.innerHTML = '<label><input type="checkbox" checked><svg viewBox="0 0 27 12" aria-hidden="true">'
      + '<path d="M0 6H27" fill="none" stroke-width="2.5"/></svg><span></span><output></output></label>';
    const path = item.querySelector('path');
    path.style.stroke = one.colour < 0 ? 'var(--tone-5)' : `var(--series-${one.colour})`;
    path.setAttribute('stroke-dasharray', one.dash.map((length) => 2 * length).join(' '));
    item.querySelector('span').textContent = one.name;
    item.querySelector('input').addEventListener('change', (event) => {
      for (const place of [index + 1, count + 2 * index + 1, count + 2 * index + 2]) plot.setSeries(place, { show: event.target.checked });
    });
    outputs.push(item.querySelector('output'));
    lines.append(item);
  });
  if (panel.parentElement.querySelectorAll('.panel:not([data-chart])').length === 0) panel.parentElement.classList.add('charted');
  new ResizeObserver(() => { if (holder.clientWidth) plot.setSize(size()); }).observe(holder);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw(false, true));
}

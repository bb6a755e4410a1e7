// Elements of the page.

const DRAWN = ['svg', 'g', 'path', 'circle', 'rect', 'text'];

// An element; of `properties`, `on` are listeners, `class` and what has a dash are attributes.
function make(tag, properties = {}, ...children) {
  const element = DRAWN.includes(tag) ?
    document.createElementNS(drawingSpace(), tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') {
      Object.entries(value).forEach(([event, respond]) => element.addEventListener(event, respond));
    } else if (name in element && !name.includes('-') && !DRAWN.includes(tag)) {
      element[name] = value;
    } else {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// The namespace of SVG, as the browser calls it.
function drawingSpace() {
  const holder = document.createElement('div');
  holder.innerHTML = '<svg></svg>';
  return holder.firstChild.namespaceURI;
}

// A page that was opened from the file system may start no worker, and the search is one: there, a
// hidden frame does its work. The name is that of the polyfill which MkDocs Material would load
// from elsewhere.
if (location.protocol === 'file:') {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement('iframe');
      frame.hidden = true;
      document.body.append(frame);
      this.inside = frame.contentWindow;
      window.addEventListener('message', event => {
        if (event.source === this.inside) {
          this.dispatchEvent(new MessageEvent('message', {data: event.data}));
        }
      });
      const page = this.inside.document;
      page.open();
      page.write('<script>postMessage = data => parent.postMessage(data, "*")<\/script>',
                 `<script src="${url}"><\/script>`);
      page.close();
      this.ready = new Promise(done => this.inside.addEventListener('load', done));
    }

    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent('message', {data})));
    }
  };
}

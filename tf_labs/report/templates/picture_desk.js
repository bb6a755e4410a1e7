'use strict';
// Where a picture is dropped or chosen. It stands in the place of the paper that one draws on.

const MAX_PIXELS = 2 ** 30 / 12; // as `tf-labs predict --image` reads

class PictureDesk {
  // changed(isDone): after each change. told(text): what one has to hear who does not see it.
  constructor(canvas, changed, told) {
    this.canvas = canvas;
    this.changed = changed;
    this.told = told;
    this.example = null; // {pixels, width, max}
    this.picture = null; // {width, height, rgba, raster}
    this.number = 0; // of the file that was opened last
    this.listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  get isEmpty() {
    return !this.picture && !this.example;
  }

  listen() {
    const file = byId('file');
    file.addEventListener('change', () => {
      if (file.files.length) this.open(file.files[0]);
    });
    this.canvas.addEventListener('click', () => file.click());
    // Anywhere on the page: beside the sheet the browser would leave it for the file.
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
      addEventListener(type, event => {
        event.preventDefault();
        this.canvas.classList.toggle('over', type === 'dragenter' || type === 'dragover');
      });
    }
    addEventListener('drop', event => {
      const [dropped] = event.dataTransfer.files;
      if (dropped) this.open(dropped);
      else this.refuse('What was dropped is no file; expected a picture file.');
    });
  }

  async open(file) {
    const number = ++this.number;
    let bitmap = null;
    try { // the numbers of the file, whatever colours a screen would make of them
      bitmap = await createImageBitmap(file, {colorSpaceConversion: 'none'});
    } catch {
      bitmap = null;
    }
    if (number !== this.number) return;
    if (!bitmap) {
      this.refuse(`${file.name} is no picture that this browser reads; expected a PNG, JPEG, WebP `
        + 'or GIF.');
    } else if (bitmap.width * bitmap.height > MAX_PIXELS) {
      this.refuse(`${file.name} is too large; expected at most 89 million pixels; received ${
        bitmap.width}x${bitmap.height}.`);
    } else {
      this.take(bitmap);
    }
  }

  refuse(text) {
    byId('refused').textContent = text;
  }

  // What is transparent lies on white.
  take(bitmap) {
    const {width, height} = bitmap;
    const raster = newCanvas(width, height);
    const context = raster.getContext('2d', {willReadFrequently: true});
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.show(null, {width, height, raster,
      rgba: context.getImageData(0, 0, width, height).data});
  }

  form() {
    return pictureForm(this.picture, DATA.shape);
  }

  show(example, picture = null) {
    this.example = example;
    this.picture = picture;
    this.refuse('');
    this.changed(true);
  }

  clear() {
    this.number += 1; // a file that is still being read comes too late
    byId('file').value = '';
    this.show(null);
  }

  // The whole picture, and a frame around what of it the net is given.
  draw() {
    const {canvas} = this;
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext('2d');
    context.clearRect(0, 0, side, side);
    if (this.isEmpty) return;
    const raster = this.picture?.raster ?? newCanvas(1, 1);
    if (this.example) drawNumbers(raster, this.example.pixels, DATA.shape, byte => byte);
    const {width, height} = raster, factor = side / Math.max(width, height);
    const left = (side - width * factor) / 2, top = (side - height * factor) / 2;
    context.imageSmoothingEnabled = !this.example;
    context.drawImage(raster, left, top, width * factor, height * factor);
    const [high, wide] = DATA.shape, part = Math.min(width / wide, height / high) * factor;
    for (const [color, breadth] of [['#fff', 4], [themed('--accent'), 2]]) { // seen on any picture
      context.strokeStyle = color;
      context.lineWidth = breadth * devicePixelRatio;
      context.strokeRect((side - wide * part) / 2 + 2, (side - high * part) / 2 + 2,
        wide * part - 4, high * part - 4);
    }
  }
}

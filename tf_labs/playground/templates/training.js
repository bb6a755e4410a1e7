// Training as one sees it: frames, single steps, stages, and what is measured on the way.

const STEPS_A_SECOND = {slow: 4, normal: 60, fast: 600, fastest: 1e6};
const TRAINED = 8; // milliseconds of a frame that are for training
const DRAWING = 12; // that a picture may take, to be drawn in every frame
const STILL = 500; // milliseconds between pictures for those who want no motion
const CONCLUDED = 400; // steps after which a lesson says what there is to learn from a failure
const motionless = matchMedia('(prefers-reduced-motion: reduce)');

class Training extends Assembly {
  // Before the first step.
  begin() {
    this.history = new History();
    this.isSolved = false;
    this.message.textContent = '';
    this.record();
    this.draw();
  }

  restart() {
    this.pause();
    this.trainer.restart();
    this.begin();
  }

  toggle() {
    if (this.isPlaying) {
      this.pause();
      this.draw();
    } else if (this.hasPoints()) {
      this.isPlaying = true;
      this.trainer.stage = null;
      this.message.textContent = '';
      this.playButton.textContent = this.texts.pause;
      this.continue();
    }
  }

  pause() {
    this.isPlaying = false;
    cancelAnimationFrame(this.frame ?? 0);
    this.frame = 0;
    this.playButton.textContent = this.texts.train;
  }

  continue() {
    if (this.isPlaying && this.isVisible && !this.frame) {
      this.clock = performance.now();
      this.owed = 0;
      this.frame = requestAnimationFrame((now) => this.advance(now));
    }
  }

  // One frame: the steps that are due, as far as the time allows, and a picture.
  advance(now) {
    this.frame = 0;
    const begin = performance.now();
    const rate = STEPS_A_SECOND[this.speed.value];
    this.owed = Math.min(this.owed + rate * Math.max(0, now - this.clock) / 1000, 1e5);
    this.clock = now;
    const isDue = this.owed >= 1;
    while (this.owed >= 1 && performance.now() - begin < TRAINED) {
      this.trainer.step();
      this.owed -= 1;
    }
    this.owed = Math.min(this.owed, 1); // what there was no time for is not made up for
    if (isDue) {
      this.record();
      this.drawInTime(begin);
    }
    if (this.isPlaying && this.isVisible) {
      this.frame = requestAnimationFrame((time) => this.advance(time));
    }
  }

  // Draws if the last picture took little, or was long enough ago.
  drawInTime(begin) {
    const wait = motionless.matches ? STILL : this.drawing > DRAWING ? 3 * this.drawing : 0;
    if (begin - (this.drawn ?? 0) >= wait || !this.isPlaying) {
      this.draw();
      this.drawn = begin;
    }
  }

  // Whether there is anything to train on; says so if not.
  hasPoints() {
    if (!this.trainer.train.count) {
      this.message.textContent = this.texts.noPoints;
    }
    return this.trainer.train.count > 0;
  }

  oneStep() {
    this.pause();
    if (!this.hasPoints()) {
      return;
    }
    this.trainer.step();
    this.record();
    this.draw();
  }

  nextStage() {
    this.pause();
    const {trainer} = this;
    if (!this.hasPoints()) {
      return;
    }
    if (trainer.stage === 'forward') {
      trainer.backward();
    } else if (trainer.stage === 'backward') {
      trainer.update();
      this.record();
    } else {
      trainer.forward();
    }
    this.draw();
  }

  // Measures, and says what has happened.
  record() {
    const {trainer, texts} = this;
    const [train, test] = [trainer.evaluate(trainer.train), trainer.evaluate(trainer.test)];
    this.history.add({step: trainer.steps, train: train.loss, test: test.loss,
      chance: trainer.isEven}, measure(trainer));
    this.results = {train, test};
    if (train.loss !== null && !Number.isFinite(train.loss)) {
      this.pause();
      this.message.textContent = texts.diverged;
    } else if (trainer.isTable && train.accuracy === 1 && trainer.steps && !this.isSolved) {
      this.isSolved = true;
      this.message.textContent = texts.solved(trainer.steps.toLocaleString('en'));
    } else if (trainer.steps >= CONCLUDED && !this.isSolved && this.conclusion) {
      this.message.textContent = this.conclusion;
    }
  }
}

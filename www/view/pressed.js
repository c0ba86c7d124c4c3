// What a finger is about to tap must not be drawn anew under it: the tap would go nowhere.

let pressed = false;
const waiting = new Set();

addEventListener('pointerdown', () => { pressed = true; }, true);
for (const name of ['pointerup', 'pointercancel']) {
  // The click comes in the same turn as the release; then there is time to draw.
  addEventListener(name, () => setTimeout(() => {
    pressed = false;
    const draws = [...waiting];
    waiting.clear();
    for (const draw of draws) draw();
  }), true);
}

/** Whether a finger is down. If so, `draw` is called once when it is lifted, however often it was asked for. */
export function waitsForRelease(draw) {
  if (pressed) waiting.add(draw);
  return pressed;
}

// A short word over the page.

const LENGTH = 3500;
const place = (id) => document.getElementById(id);
let silence = 0;

/** Says something for a while; who listens hears it, too. */
export function toast(text) {
  clearTimeout(silence);
  place('toast').textContent = text;
  place('toast').classList.add('shown');
  // Emptied first, so that the same words are heard again.
  place('spoken').textContent = '';
  setTimeout(() => { place('spoken').textContent = text; }, 50);
  silence = setTimeout(() => place('toast').classList.remove('shown'), LENGTH);
}

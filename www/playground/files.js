// Policies from files and to files.

const MOST = 8 << 20;

/** Hands the person a file. */
export function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The text of a file, or which words say why not. @returns {Promise<{ text: string } | { problem: 'notJson' | 'tooLarge' }>} */
export async function read(file) {
  if (!/\.json$/i.test(file.name) && file.type !== 'application/json') return { problem: 'notJson' };
  if (file.size > MOST) return { problem: 'tooLarge' };
  return { text: await file.text() };
}

/** Files that are dropped anywhere on the page; `over(true)` while one is held above it. */
export function whenDropped(target, over, take) {
  const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  // Before the editor, which would take the file's text for itself.
  for (const name of ['dragenter', 'dragover']) {
    target.addEventListener(name, (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      event.stopPropagation();
      over(true);
    }, true);
  }
  target.addEventListener('dragleave', (event) => event.relatedTarget === null && over(false), true);
  target.addEventListener('drop', (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    event.stopPropagation();
    over(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) take(file);
  }, true);
}

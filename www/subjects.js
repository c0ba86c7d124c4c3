// The subjects to choose from: files of one JSON object a line.

/** The subjects could not be fetched or read. */
export class SubjectsError extends Error {}

/** Lines may hold RFC 3339 texts; the engine takes milliseconds. */
const millis = (time) => (typeof time === 'string' ? Date.parse(time) : time);

function subject(line, kind) {
  const { id, now, profile = {}, events = [] } = JSON.parse(line);
  return { id, kind, now: millis(now), profile, events: events.map((event) => ({ ...event, at: millis(event.at) })) };
}

async function lines({ file, kind }) {
  let response;
  try {
    response = await fetch(file);
  } catch (cause) {
    throw new SubjectsError(file, { cause });
  }
  if (!response.ok) throw new SubjectsError(`${file}: ${response.status}`);
  try {
    return (await response.text()).split('\n').filter((line) => line !== '').map((line) => subject(line, kind));
  } catch (cause) {
    throw new SubjectsError(file, { cause });
  }
}

/** All subjects of a policy in the order of its files, and one of whom nothing is known. */
export async function fetchSubjects({ files, nobody }) {
  const found = await Promise.all(files.map(lines));
  return [...found.flat(), { id: 'new', kind: 'new', now: nobody, profile: {}, events: [] }];
}

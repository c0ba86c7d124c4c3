// A file for the customer, made on the device.

/** Has the browser save some data as a readable JSON file. Nothing is sent: the file is made of memory. */
export function download(name, value) {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser takes the file after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Runs in a worker before its own script, and lets a test make it go wrong: a memory without sense, or a loop without end.
{
  const { instantiate } = WebAssembly;
  let memory;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    if (made.exports !== undefined) memory = made.exports.memory;
    return made;
  };
  const channel = new BroadcastChannel('broken');
  channel.onmessage = ({ data }) => {
    if (data === 'done') return;
    if (data === 'ruin') new Uint8Array(memory.buffer).fill(0xfe, 1024);
    channel.postMessage('done');
    if (data === 'hang') for (;;);
  };
}

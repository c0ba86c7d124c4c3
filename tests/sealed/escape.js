// Runs in a worker and tries every way out that a worker has; which of them arrive is for the servers to say.
// It is told what to do through a channel that needs no network, so that it can stand behind another script.
{
  const channel = new BroadcastChannel('escape');
  const soon = (promise) => Promise.race([promise, new Promise((_, reject) => setTimeout(reject, 1000, new Error('no answer')))]);
  const outcome = (target, good, bad) => new Promise((resolve, reject) => {
    target[good] = resolve;
    target[bad] = () => reject(new Error('refused'));
  });
  const worker = (address, options) => {
    const started = new Worker(address, options);
    return outcome(started, 'onmessage', 'onerror').finally(() => started.terminate());
  };
  const ways = (elsewhere, own, tag) => {
    const at = (name) => `${elsewhere}/leak?${tag}.${name}`;
    const inside = (name) => `fetch(${JSON.stringify(at(name))}, { mode: 'no-cors' }).finally(() => postMessage(0))`;
    return {
      fetch: () => fetch(at('fetch'), { mode: 'no-cors' }),
      fetchPost: () => fetch(at('fetchPost'), { method: 'POST', body: 'x', mode: 'no-cors', keepalive: true }),
      fetchRequest: () => fetch(new Request(at('fetchRequest'), { cache: 'reload', mode: 'no-cors' })),
      fetchOwn: () => fetch(`${own}/leak?${tag}.fetchOwn`),
      xhr: () => {
        const request = new XMLHttpRequest();
        request.open('GET', at('xhr'));
        request.send();
        return outcome(request, 'onload', 'onerror');
      },
      xhrSync: () => {
        const request = new XMLHttpRequest();
        request.open('GET', at('xhrSync'), false);
        request.send();
      },
      webSocket: () => outcome(new WebSocket(at('webSocket').replace('http', 'ws')), 'onopen', 'onerror'),
      eventSource: () => {
        const source = new EventSource(at('eventSource'));
        return outcome(source, 'onopen', 'onerror').finally(() => source.close());
      },
      importScripts: () => importScripts(at('importScripts')),
      importModule: () => import(at('importModule')),
      cache: async () => (await caches.open('escape')).add(new Request(at('cache'), { mode: 'no-cors' })),
      font: () => new FontFace('escape', `url(${at('font')})`).load(),
      workerOwn: () => worker(`${own}/leak?${tag}.workerOwn`),
      workerModule: () => worker(`${own}/leak?${tag}.workerModule`, { type: 'module' }),
      workerBlob: () => worker(URL.createObjectURL(new Blob([inside('workerBlob')]))),
      workerData: () => worker(`data:text/javascript,${encodeURIComponent(inside('workerData'))}`),
      webTransport: () => new WebTransport(`${at('webTransport').replace('http:', 'https:')}`).ready,
      compileStreaming: () => WebAssembly.compileStreaming(fetch(at('compileStreaming'))),
      image: () => createImageBitmap(new Blob([`<svg xmlns="http://www.w3.org/2000/svg"><image href="${at('image')}"/></svg>`], { type: 'image/svg+xml' })),
      notification: () => outcome(new Notification('escape', { icon: at('notification') }), 'onshow', 'onerror'),
    };
  };
  channel.onmessage = async ({ data }) => {
    if (data.elsewhere === undefined) return;
    const outcomes = {};
    for (const [name, way] of Object.entries(ways(data.elsewhere, data.own, data.tag))) {
      try {
        await soon(Promise.resolve(way()));
        outcomes[name] = 'done';
      } catch (thrown) {
        outcomes[name] = thrown.name;
      }
    }
    channel.postMessage({ outcomes });
  };
  channel.postMessage({ listening: true });
}

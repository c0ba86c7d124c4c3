const { load } = require('../../silhouette/mini-program.js');

Page({
  onLoad() {
    wx.getRandomValues({ length: 4096, success: ({ randomValues }) => this.start(randomValues) });
  },
  async start(entropy) {
    const pack = wx.getFileSystemManager().readFileSync('/silhouette/retail.pack');
    const engine = await load(pack, { wasm: { host: WXWebAssembly, path: '/silhouette/silhouette.wasm.br' }, entropy });
    const session = engine.open({ locale: 'en' });
    session.consent.set('risk', true, Date.now()); // when the customer agrees
    session.record({ type: 'application_submit', at: Date.now(), product: 'consumer_loan' });
    this.setData({ portrait: session.portrait(Date.now()) });
  },
});

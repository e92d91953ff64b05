// Hearing of changes: practice says that something has changed, the page asks what.

/** `work`, never twice at a time: called while it runs, it runs once more afterwards. */
export function inTurn(work) {
  let running = null;
  let again = false;
  return async () => {
    again = true;
    if (running) return running;
    running = (async () => {
      while (again) {
        again = false;
        await work();
      }
    })();
    try {
      return await running;
    } finally {
      running = null;
    }
  };
}

const retryAfter = 3000;

/**
 * Listen for as long as the page is open.
 *
 * `heard` is called with the numbers of the alerts that have changed (null: many, or the stream has begun anew), `cut`
 * with whether the stream is cut. Other modules hear of the same by the document's event `practice-news`.
 *
 * A browser has six connections to a server and no more, so that the page in a seventh tab would stay empty: one tab
 * has the stream and tells the others; when it is closed, the next one takes it over.
 */
export function listen(heard, cut) {
  const others = new BroadcastChannel("practice-news");
  const tell = (news) => {
    if (news.cut !== undefined) return cut(news.cut);
    heard(news.alerts);
    return document.dispatchEvent(new CustomEvent("practice-news"));
  };
  const tellAll = (news) => {
    others.postMessage(news);
    tell(news);
  };
  others.addEventListener("message", ({ data }) => tell(data));
  // Without locks, which a page has at 127.0.0.1 but not at an address of the network, each tab has its own stream.
  if (!navigator.locks) connect(tell);
  else navigator.locks.request("practice-stream", () => new Promise(() => connect(tellAll)));
  tell({ alerts: null });
}

function connect(tell) {
  const source = new EventSource("/page/stream");
  let begun = false;
  source.addEventListener("open", () => {
    begun = false;
    tell({ cut: false });
  });
  source.addEventListener("message", (message) => {
    tell({ alerts: begun ? JSON.parse(message.data).alerts : null });
    begun = true;
  });
  source.addEventListener("error", () => {
    tell({ cut: true });
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(() => connect(tell), retryAfter);
  });
}

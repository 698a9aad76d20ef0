/** Makes the page one that this server has served, so that relative addresses lead there. */
export function setOrigin(origin: string, path = '/chat'): void {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(origin + path);
}

/** Promises by key: each made once, however many ask at the same time, and again only after it failed. */
export class Once<Value> {
  readonly #byName = new Map<string, Promise<Value>>();
  /** Weak, so that a server which changes its snapshot every day keeps only those that are still in use. */
  readonly #byIdentity = new WeakMap<object, Promise<Value>>();

  get(key: string | object, make: () => Promise<Value>): Promise<Value> {
    const promises = this.#of(key);
    const known = promises.get(key);
    if (known) return known;
    const made = make();
    promises.set(key, made);
    made.catch(() => promises.get(key) === made && promises.delete(key));
    return made;
  }

  /** Has it made anew the next time. */
  forget(key: string | object): void {
    this.#of(key).delete(key);
  }

  #of(key: string | object): Map<unknown, Promise<Value>> {
    return (typeof key === "string" ? this.#byName : this.#byIdentity) as Map<unknown, Promise<Value>>;
  }
}

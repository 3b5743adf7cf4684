/** First in, first out, in constant time however many wait. */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #head = 0

  push(item: T): void {
    this.#items.push(item)
  }

  get isEmpty(): boolean {
    return this.#head === this.#items.length
  }

  /** Undefined when nothing waits. */
  shift(): T | undefined {
    const item = this.#items[this.#head]
    if (this.isEmpty) return undefined
    this.#items[this.#head++] = undefined
    // The places of those that are gone are given back now and then, half of all at once.
    if (this.#head > 1000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }
}

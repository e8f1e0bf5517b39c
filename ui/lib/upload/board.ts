/** The list of uploads as it stands, for whoever shows it. */

import { totalsOf, type Item, type View } from "@/lib/upload/items";
import { Speed } from "@/lib/upload/speed";

const AT_ONCE_MS = 16; // what changes together is drawn together
const MOVING_MS = 250; // often enough to look alive; each time, the list is drawn

export class Board {
  readonly #items = new Map<string, Item>();
  readonly #speeds = new Map<string, { readonly speed: Speed; sent: number }>();
  readonly #listeners = new Set<() => void>();
  readonly #speed = new Speed();
  #moved = 0;
  #view: View = { items: [], totals: totalsOf([], null) };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;

  /** What was shown last; the same object until something changes. */
  get view(): View {
    return this.#view;
  }

  /** Be called after each change of `view`; gives back the end of that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The items as they are now, in the order in which they came. */
  get items(): readonly Item[] {
    return [...this.#items.values()];
  }

  get(id: string): Item | undefined {
    return this.#items.get(id);
  }

  put(item: Item): void {
    this.#items.set(item.id, item);
    this.#show(AT_ONCE_MS);
  }

  /** Change an item; one that is gone stays gone. */
  patch(id: string, change: Partial<Item>): void {
    const item = this.#items.get(id);
    if (item === undefined) return;
    const moving = item.stage === "sending" ? this.#speeds.get(id) : undefined; // what has not been drawn yet is not lost
    this.put({ ...item, sent: moving?.sent ?? item.sent, ...change });
  }

  remove(id: string): void {
    this.#items.delete(id);
    this.#speeds.delete(id);
    this.#show(AT_ONCE_MS);
  }

  /** Bytes of this one begin to go; so many were there before. */
  begin(id: string, there: number): void {
    this.#speeds.set(id, { speed: new Speed(), sent: there });
    this.patch(id, { sent: there });
  }

  /** So many of its bytes are out. */
  move(id: string, sent: number): void {
    const moving = this.#speeds.get(id);
    if (moving === undefined) return;
    this.#moved += sent - moving.sent;
    moving.sent = sent;
    this.#show(MOVING_MS);
  }

  #show(within: number): void {
    const due = performance.now() + within;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#due = Infinity;
      this.#draw();
    }, within);
  }

  #draw(): void {
    const now = performance.now();
    this.#speed.note(this.#moved, now);
    for (const [id, { speed, sent }] of this.#speeds) {
      const item = this.#items.get(id);
      if (item?.stage !== "sending") continue;
      speed.note(sent, now);
      this.#items.set(id, { ...item, sent, rate: speed.rate });
    }
    this.#view = { items: this.items, totals: totalsOf(this.items, this.#speed.rate) };
    for (const listener of this.#listeners) listener();
    if (this.#view.totals.rate !== null && this.#view.totals.rate > 0) this.#show(MOVING_MS); // down to zero when it stalls
  }
}

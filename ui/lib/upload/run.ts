/** One item's file and its transfer, which is started, stopped and started again; what it tells goes onto the board. */

import type { Wish } from "@/lib/api/uploads";
import type { Board } from "@/lib/upload/board";
import type { Film } from "@/lib/upload/film";
import type { Receipt } from "@/lib/upload/receipts";
import { Transfer, type Means, type Tell } from "@/lib/upload/transfer";

export class Run implements Tell {
  readonly transfer: Transfer;
  /** Stops what goes on now: its check, or its transfer. */
  stop = new AbortController();
  /** Settles when the transfer has come to an end, whatever it is; null while none goes on. */
  going: Promise<void> | null = null;
  /** It has begun to ask for lanes. */
  sends = false;

  /** `begun` is called each time that bytes begin to go. */
  constructor(
    readonly id: string,
    readonly film: Film,
    wish: Wish,
    means: Means,
    private readonly board: Board,
    private readonly begun: () => void,
  ) {
    this.transfer = new Transfer(film, wish, means, this);
  }

  declared({ job_id }: Receipt): void {
    this.board.patch(this.id, { job_id });
  }

  began(there: number): void {
    this.sends = true;
    this.board.begin(this.id, there);
    if (there > 0) this.board.patch(this.id, { resumed: true });
    this.begun();
  }

  sent(bytes: number): void {
    this.board.move(this.id, bytes);
  }

  troubled(trouble: Error | null): void {
    if (this.board.get(this.id)?.trouble !== trouble) this.board.patch(this.id, { trouble });
  }

  finishing(): void {
    this.board.patch(this.id, { stage: "finishing", sent: this.film.file.size, rate: null });
  }
}

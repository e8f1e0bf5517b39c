/** How a file is cut into parts. Numbers begin with 1; every part but the last has `partSize` bytes. */

export interface StoredPart {
  readonly number: number;
  readonly size: number;
}

export class Parts {
  constructor(
    readonly fileSize: number,
    readonly partSize: number,
  ) {}

  get count(): number {
    return Math.ceil(this.fileSize / this.partSize);
  }

  /** Bytes of part `number`. */
  size(number: number): number {
    return Math.min(this.partSize, this.fileSize - (number - 1) * this.partSize);
  }

  /** The bytes of part `number`; they are read when they are sent. */
  slice(file: Blob, number: number): Blob {
    const start = (number - 1) * this.partSize;
    return file.slice(start, start + this.size(number));
  }

  /** The parts that the bucket does not have, or has with another size. */
  missing(stored: readonly StoredPart[]): number[] {
    const sizes = new Map(stored.map((part) => [part.number, part.size]));
    const numbers = Array.from({ length: this.count }, (_, at) => at + 1);
    return numbers.filter((number) => sizes.get(number) !== this.size(number));
  }

  /** Bytes of these parts together. */
  sum(numbers: readonly number[]): number {
    return numbers.reduce((bytes, number) => bytes + this.size(number), 0);
  }
}

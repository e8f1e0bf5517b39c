/** From what somebody dropped, pasted or picked to films: folders are gone through, and what is in them but is no film is left. */

import type { Film } from "@/lib/upload/film";

/** The names that films have; files in folders with other names are passed over. The server looks at bytes, not at names. */
const FILM_NAME =
  /\.(mp4|m4v|mov|qt|mkv|webm|ts|mts|m2ts|m2t|trp|mpg|mpeg|mpe|m2p|m2v|m1v|vob|mod|tod|mxf|gxf|avi|divx|flv|f4v|wmv|asf|ogv|ogg|3gp|3g2|lrv|insv|mj2|nut|ivf|dv|dif|y4m|h264|264|avc|h265|265|hevc|obu|vc1|gif|apng)$/i;

export interface Gathered {
  readonly films: readonly Film[];
  /** Files in folders that have no film's name, or that the setting `ignored_files` names. */
  readonly passedOver: number;
}

/** The films among files that were picked; those of a picked folder come with their path. */
export function picked(files: Iterable<File>): Gathered {
  return sorted(Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name })));
}

/**
 * The films of a drop or a paste. Has to be called while the event is handled: afterwards the browser has taken its files away.
 * Rejects when the system does not let a folder be read.
 */
export async function dropped(data: DataTransfer): Promise<Gathered> {
  const entries = Array.from(data.items)
    .filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(
    entries.map(async ({ entry, file }) => {
      if (entry?.isDirectory) return inside(entry as FileSystemDirectoryEntry);
      return file === null ? [] : [{ file, path: file.name }];
    }),
  );
  return sorted(found.flat());
}

/**
 * What is left when files in folders are passed over that the setting `ignored_files` names: patterns with * and ?, separated by
 * commas, whatever the case of the letters. What was chosen by itself is always sent.
 */
export function without(gathered: Gathered, ignoredFiles: string): Gathered {
  const patterns = ignoredFiles
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(
      (part) =>
        new RegExp(
          `^${part
            .replace(/[.+^${}()|[\]\\]/g, "\\$&")
            .replaceAll("*", ".*")
            .replaceAll("?", ".")}$`,
          "isu",
        ),
    );
  const films = gathered.films.filter((film) => isAlone(film) || !patterns.some((one) => one.test(film.file.name)));
  return { films, passedOver: gathered.passedOver + gathered.films.length - films.length };
}

/** Whether it lay in no folder that was dropped or picked. */
export const isAlone = ({ file, path }: Film): boolean => path === file.name;

/** Whether files are among what is dragged or pasted; text and links are not ours. */
export function hasFiles(data: DataTransfer | null): data is DataTransfer {
  return data?.types.includes("Files") ?? false;
}

async function inside(folder: FileSystemDirectoryEntry): Promise<Film[]> {
  const films: Film[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) films.push(...(await inside(entry as FileSystemDirectoryEntry)));
    else films.push({ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.replace(/^\//, "") });
  }
  return films;
}

/** A reader gives some entries at a time (Chromium: 100), and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** By path, numbers as numbers: clips go up in the order in which they were shot. What was chosen by itself is always sent. */
function sorted(found: readonly Film[]): Gathered {
  const visible = found.filter((film) => isAlone(film) || !film.file.name.startsWith(".")); // resource forks of macOS and the like
  const films = visible.filter((film) => isAlone(film) || FILM_NAME.test(film.file.name));
  const order = new Intl.Collator(undefined, { numeric: true });
  return {
    films: films.sort((one, other) => order.compare(one.path, other.path)),
    passedOver: visible.length - films.length,
  };
}

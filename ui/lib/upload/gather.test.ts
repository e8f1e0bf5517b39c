import { expect, test } from "vitest";
import { dropped, hasFiles, picked, without } from "@/lib/upload/gather";

const aFile = (name: string) => new File(["x"], name);

function fileEntry(path: string): FileSystemFileEntry {
  const name = path.split("/").at(-1) ?? "";
  return {
    isDirectory: false,
    fullPath: path,
    file: (found: (file: File) => void) => found(aFile(name)),
  } as unknown as FileSystemFileEntry;
}

/** A folder whose reader gives two entries at a time, as browsers give a hundred. */
function folderEntry(path: string, entries: FileSystemEntry[]): FileSystemDirectoryEntry {
  const createReader = () => {
    const left = [...entries];
    return { readEntries: (found: (some: FileSystemEntry[]) => void) => found(left.splice(0, 2)) };
  };
  return { isDirectory: true, fullPath: path, createReader } as unknown as FileSystemDirectoryEntry;
}

function aDrop(...dropped: (FileSystemEntry | File | string)[]): DataTransfer {
  const items = dropped.map((one) => ({
    kind: typeof one === "string" ? "string" : "file",
    webkitGetAsEntry: () => (one instanceof File || typeof one === "string" ? null : one),
    getAsFile: () => (one instanceof File ? one : null),
  }));
  return { items } as unknown as DataTransfer;
}

test("a folder is gone through to its end, and its films come in the order of their numbers", async () => {
  const day = folderEntry("/Day 1", [
    fileEntry("/Day 1/A10.mov"),
    fileEntry("/Day 1/A2.mov"),
    fileEntry("/Day 1/A1.MXF"),
    folderEntry("/Day 1/sound", [fileEntry("/Day 1/sound/A1.wav"), fileEntry("/Day 1/sound/B1.mp4")]),
  ]);

  const { films, passedOver } = await dropped(aDrop(day));

  expect(films.map(({ path }) => path)).toEqual([
    "Day 1/A1.MXF",
    "Day 1/A2.mov",
    "Day 1/A10.mov",
    "Day 1/sound/B1.mp4",
  ]);
  expect(passedOver).toBe(1);
});

test("what systems hide in folders is not even counted", async () => {
  const folder = folderEntry("/f", [fileEntry("/f/.DS_Store"), fileEntry("/f/._A1.mov"), fileEntry("/f/A1.mov")]);

  const { films, passedOver } = await dropped(aDrop(folder));

  expect(films.map(({ path }) => path)).toEqual(["f/A1.mov"]);
  expect(passedOver).toBe(0);
});

test("what was chosen by itself is sent whatever its name; text beside it is not ours", async () => {
  const { films, passedOver } = await dropped(aDrop(aFile("clip"), "some text"));

  expect(films.map(({ file }) => file.name)).toEqual(["clip"]);
  expect(passedOver).toBe(0);
});

test("a picked folder gives its films with their paths", () => {
  const inside = aFile("A1.mov");
  Object.defineProperty(inside, "webkitRelativePath", { value: "Day 1/A1.mov" });
  const notes = aFile("notes.txt");
  Object.defineProperty(notes, "webkitRelativePath", { value: "Day 1/notes.txt" });

  expect(picked([inside, notes])).toMatchObject({ films: [{ path: "Day 1/A1.mov" }], passedOver: 1 });
});

test("only files are dragged for us", () => {
  expect(hasFiles({ types: ["Files"] } as unknown as DataTransfer)).toBe(true);
  expect(hasFiles({ types: ["text/plain"] } as unknown as DataTransfer)).toBe(false);
  expect(hasFiles(null)).toBe(false);
});

test("what the settings ignore is passed over in folders, and sent when it is chosen by itself", async () => {
  const card = folderEntry("/Card", [
    fileEntry("/Card/A1.mov"),
    fileEntry("/Card/A1.LRV"),
    fileEntry("/Card/test (1).mp4"),
    fileEntry("/Card/B1.mp4"),
  ]);
  const gathered = await dropped(aDrop(card, aFile("alone.lrv")));

  const { films, passedOver } = without(gathered, "*.lrv, test (?).mp4, ,b2*");

  expect(films.map(({ path }) => path)).toEqual(["alone.lrv", "Card/A1.mov", "Card/B1.mp4"]);
  expect(passedOver).toBe(2);
  expect(without(gathered, "").films).toHaveLength(5);
});

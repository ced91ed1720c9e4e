/** Browser storage that may be forbidden (third-party frames, private windows): then memory, for as long as the page lives. */

export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem"> & { keys(): string[] };

export function browserShelf(): Shelf {
  try {
    const storage = window.localStorage;
    const probe = "heyan.probe";
    storage.setItem(probe, "1");
    storage.removeItem(probe);
    return {
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => storage.setItem(key, value),
      removeItem: (key) => storage.removeItem(key),
      keys: () => Object.keys(storage),
    };
  } catch (error) {
    // SecurityError where storage is blocked, QuotaExceededError where it is full.
    if (error instanceof DOMException) return memoryShelf();
    throw error;
  }
}

export function memoryShelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  };
}

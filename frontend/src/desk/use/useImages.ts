/** Pictures added to a reply, one tray per episode: they go up at once, so that sending waits for nothing. */
import { onScopeDispose, ref } from "vue";

import { sentenceOf } from "../../shared/api";
import { newId } from "../../shared/ids";
import { say } from "../../shared/ui/say";
import { changed, sifted, type PendingImage } from "../model/images";
import type { DeskApi } from "./deskApi";

export function useImages(api: DeskApi) {
  const trays = ref<Record<string, PendingImage[]>>({});
  const files = new Map<string, File>();
  const running = new Map<string, AbortController>();

  const of = (episodeId: string): PendingImage[] => trays.value[episodeId] ?? [];
  const put = (episodeId: string, images: PendingImage[]) => (trays.value = { ...trays.value, [episodeId]: images });
  const mark = (episodeId: string, key: string, change: Partial<PendingImage>) => put(episodeId, changed(of(episodeId), key, change));

  function add(episodeId: string, given: Iterable<File>): void {
    const { taken, problem } = sifted([...given], of(episodeId).length);
    if (problem) say.warning(problem);
    for (const file of taken) {
      const key = newId();
      files.set(key, file);
      const image: PendingImage = {
        key, name: file.name || "图片", preview: URL.createObjectURL(file), status: "uploading", progress: 0, error: "", attachment: null,
      };
      put(episodeId, [...of(episodeId), image]);
      void send(episodeId, key);
    }
  }

  async function send(episodeId: string, key: string): Promise<void> {
    const file = files.get(key);
    if (!file) return;
    const mine = new AbortController();
    running.set(key, mine);
    mark(episodeId, key, { status: "uploading", progress: 0, error: "" });
    try {
      const attachment = await api.attach(episodeId, file, (progress) => mark(episodeId, key, { progress }), mine.signal);
      mark(episodeId, key, { status: "ready", progress: 1, attachment });
    } catch (error) {
      mark(episodeId, key, { status: "failed", error: sentenceOf(error) });
    } finally {
      running.delete(key);
    }
  }

  function drop(image: PendingImage): void {
    running.get(image.key)?.abort();
    files.delete(image.key);
    URL.revokeObjectURL(image.preview);
  }

  function remove(episodeId: string, key: string): void {
    of(episodeId).filter((image) => image.key === key).forEach(drop);
    put(episodeId, of(episodeId).filter((image) => image.key !== key));
  }

  function clear(episodeId: string): void {
    of(episodeId).forEach(drop);
    put(episodeId, []);
  }

  onScopeDispose(() => Object.keys(trays.value).forEach(clear));

  return { of, add, retry: send, remove, clear, isAny: () => Object.values(trays.value).some((images) => images.length) };
}

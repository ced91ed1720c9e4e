/** The images of the line being written: uploaded at once, shown meanwhile, tried again or taken out. */
import { computed, onScopeDispose, ref } from "vue";
import { ApiError, sentenceOf } from "../shared/api";
import { newId } from "../shared/ids";
import type { Attachment } from "../shared/types";
import { admitted, obstacle, type DraftImage } from "./images";
import type { Upload } from "./upload";

/** Too large, or no image: the same file again would be answered alike. */
const REFUSALS = new Set([400, 413, 415]);

export interface DraftPorts {
  upload(file: Blob, onProgress: (share: number) => void): Upload;
  /** The thread shows the image from here, instead of fetching what this page has just sent. */
  remember(imageId: string, preview: string): void;
}

export type DraftImages = ReturnType<typeof useDraftImages>;

export function useDraftImages(ports: DraftPorts) {
  const images = ref<DraftImage[]>([]);
  const refused = ref<string | null>(null);
  const files = new Map<string, Blob>();
  const uploads = new Map<string, Upload>();

  function add(given: File[]): void {
    const { taken, refused: why } = admitted(given, images.value.length);
    refused.value = why;
    for (const file of taken) {
      const key = newId();
      files.set(key, file);
      images.value.push({
        key,
        name: file.name || "图片",
        preview: URL.createObjectURL(file),
        stage: "uploading",
        progress: 0,
        why: null,
        attachment: null,
      });
      void send(key);
    }
  }

  async function send(key: string): Promise<void> {
    const file = files.get(key);
    if (!file) return;
    change(key, { stage: "uploading", progress: 0, why: null });
    const upload = ports.upload(file, (progress) => change(key, { progress }));
    uploads.set(key, upload);
    try {
      const attachment = await upload.done;
      const image = images.value.find((one) => one.key === key);
      if (!image) return;
      ports.remember(attachment.id, image.preview);
      change(key, { stage: "ready", progress: 1, attachment });
    } catch (error) {
      const isRefused = error instanceof ApiError && REFUSALS.has(error.status);
      change(key, { stage: isRefused ? "refused" : "failed", why: sentenceOf(error) });
    } finally {
      uploads.delete(key);
    }
  }

  function change(key: string, to: Partial<DraftImage>): void {
    images.value = images.value.map((image) => (image.key === key ? { ...image, ...to } : image));
  }

  function remove(key: string): void {
    const image = images.value.find((one) => one.key === key);
    images.value = images.value.filter((one) => one.key !== key);
    refused.value = null;
    uploads.get(key)?.cancel();
    files.delete(key);
    if (image && !image.attachment) URL.revokeObjectURL(image.preview);
  }

  /** Hand the images over to the line; the composer is empty again. */
  function take(): Attachment[] {
    const taken = images.value.flatMap((image) => image.attachment ?? []);
    images.value = [];
    refused.value = null;
    files.clear();
    return taken;
  }

  /** Back from a line that was not sent. */
  function restore(attachments: Attachment[], preview: (id: string) => Promise<string>): void {
    const back = attachments.map((attachment): DraftImage => ({
      key: newId(),
      name: "图片",
      preview: "",
      stage: "ready",
      progress: 1,
      why: null,
      attachment,
    }));
    images.value = [...back, ...images.value];
    for (const { key, attachment } of back) {
      // Without its preview the image can still be sent.
      preview(attachment!.id).then((url) => change(key, { preview: url }), () => undefined);
    }
  }

  onScopeDispose(() => uploads.forEach((upload) => upload.cancel()));
  return { images, refused, blockedBy: computed(() => obstacle(images.value)), add, retry: send, remove, take, restore };
}

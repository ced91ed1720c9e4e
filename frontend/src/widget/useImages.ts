/** Images of the thread: fetched with the visitor's token, which an address in a page could not carry, and kept. */
import { inject, onScopeDispose, ref, type InjectionKey, type Ref } from "vue";
import { ApiError } from "../shared/api";
import type { Attachment } from "../shared/types";

/** Images looked at in full size, and which of them. */
export interface Looked {
  images: Attachment[];
  index: number;
}

export interface Images {
  looked: Ref<Looked | null>;
  /** Where the browser shows it from; rejects when it cannot be had now. */
  urlOf(imageId: string): Promise<string>;
  /** What is known already. */
  known(imageId: string): string;
  remember(imageId: string, url: string): void;
}

export const IMAGES: InjectionKey<Images> = Symbol("images");

export function useImages(): Images {
  const images = inject(IMAGES);
  if (!images) throw new Error("no images are provided here");
  return images;
}

export function keepImages(token: () => string | null): Images {
  const urls = new Map<string, string>();
  const coming = new Map<string, Promise<string>>();

  async function fetched(imageId: string): Promise<string> {
    const response = await fetch(`/api/webchat/attachments/${encodeURIComponent(imageId)}`, {
      headers: { Authorization: `Bearer ${token() ?? ""}` },
    });
    if (!response.ok) throw new ApiError(response.status, "image", "图片未能载入。");
    const url = URL.createObjectURL(await response.blob());
    urls.set(imageId, url);
    return url;
  }

  onScopeDispose(() => urls.forEach((url) => URL.revokeObjectURL(url)));
  return {
    looked: ref(null),
    urlOf(imageId) {
      const known = urls.get(imageId);
      if (known) return Promise.resolve(known);
      const already = coming.get(imageId);
      if (already) return already;
      const promise = fetched(imageId).finally(() => coming.delete(imageId));
      coming.set(imageId, promise);
      return promise;
    },
    known: (imageId) => urls.get(imageId) ?? "",
    remember: (imageId, url) => void urls.set(imageId, url),
  };
}

/** Pictures on their way into a line: what may be added, and where each stands. */
import type { Attachment } from "../../shared/types";

export interface PendingImage {
  key: string;
  name: string;
  /** Shown until it is sent. */
  preview: string;
  status: "uploading" | "failed" | "ready";
  /** 0–1. */
  progress: number;
  error: string;
  attachment: Attachment | null;
}

export const MOST_IMAGES = 6;
export const LARGEST_BYTES = 10 * 1024 * 1024;
export const IMAGE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif"] as const;

interface Candidate {
  type: string;
  size: number;
}

/** Which of the given files can be added beside `held` others, and why the rest cannot. */
export function sifted<T extends Candidate>(files: T[], held: number): { taken: T[]; problem: string } {
  const images = files.filter(({ type }) => (IMAGE_TYPES as readonly string[]).includes(type));
  const fitting = images.filter(({ size }) => size <= LARGEST_BYTES);
  const taken = fitting.slice(0, Math.max(0, MOST_IMAGES - held));
  if (taken.length < fitting.length) return { taken, problem: `一条消息最多附 ${MOST_IMAGES} 张图片。` };
  if (fitting.length < images.length) return { taken, problem: "图片超过 10 MB，请压缩后再添加。" };
  if (images.length < files.length) return { taken, problem: "仅支持 JPG、PNG、WebP、GIF 图片。" };
  return { taken, problem: "" };
}

export function changed(images: PendingImage[], key: string, change: Partial<PendingImage>): PendingImage[] {
  return images.map((image) => (image.key === key ? { ...image, ...change } : image));
}

/** All pictures have arrived, so the line may go; none at all counts as that. */
export const areReady = (images: PendingImage[]): boolean => images.every(({ status }) => status === "ready");

export const attachmentsOf = (images: PendingImage[]): Attachment[] => images.flatMap(({ attachment }) => attachment ?? []);

/** Where a person at the desk gets a picture. */
export const imageUrl = (id: string): string => `/api/desk/attachments/${encodeURIComponent(id)}`;

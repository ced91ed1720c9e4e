/** Images of the line being written: uploaded at once, tried again, taken out, handed over. */
import { effectScope, nextTick } from "vue";
import { describe, expect, it } from "vitest";
import { ApiError } from "../shared/api";
import type { Attachment } from "../shared/types";
import { useDraftImages } from "./useDraftImages";

const attachment = (id: string): Attachment => ({ id, url: `/api/webchat/attachments/${id}`, width: 8, height: 6 });
const photo = (name: string) => new File(["x"], name, { type: "image/png" });

/** A service that answers each upload when told to. */
function composer() {
  const asked: { resolve(id: string): void; reject(status: number, why: string): void; progress(share: number): void }[] = [];
  const told = { cancelled: 0, remembered: [] as string[] };
  const drafts = effectScope().run(() =>
    useDraftImages({
      upload(_file, onProgress) {
        const done = new Promise<Attachment>((resolve, reject) =>
          asked.push({
            resolve: (id) => resolve(attachment(id)),
            reject: (status, why) => reject(new ApiError(status, "x", why)),
            progress: onProgress,
          }),
        );
        return { done, cancel: () => (told.cancelled += 1) };
      },
      remember: (id) => void told.remembered.push(id),
    }),
  )!;
  return { drafts, asked, told };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await nextTick();
};

describe("a draft image", () => {
  it("is on its way as soon as it is picked, and says how far", () => {
    const { drafts, asked } = composer();
    drafts.add([photo("a.png")]);
    asked[0]!.progress(0.4);

    expect(drafts.images.value).toMatchObject([{ name: "a.png", stage: "uploading", progress: 0.4 }]);
    expect(drafts.blockedBy.value).toContain("上传中");
  });

  it("is handed over in the order picked, whichever arrives first", async () => {
    const { drafts, asked, told } = composer();
    drafts.add([photo("a.png"), photo("b.png")]);
    asked[1]!.resolve("b");
    await settled();
    asked[0]!.resolve("a");
    await settled();

    expect(drafts.blockedBy.value).toBeNull();
    expect(drafts.take().map((image) => image.id)).toEqual(["a", "b"]);
    expect(drafts.images.value).toEqual([]);
    expect(told.remembered.sort()).toEqual(["a", "b"]);
  });

  it("that failed says why, and may be tried again", async () => {
    const { drafts, asked } = composer();
    drafts.add([photo("a.png")]);
    asked[0]!.reject(503, "服务暂时繁忙，请稍后重试。");
    await settled();
    expect(drafts.images.value).toMatchObject([{ stage: "failed", why: "服务暂时繁忙，请稍后重试。" }]);

    void drafts.retry(drafts.images.value[0]!.key);
    asked[1]!.resolve("a");
    await settled();

    expect(drafts.images.value).toMatchObject([{ stage: "ready", why: null, attachment: attachment("a") }]);
  });

  it.each([413, 415])("that is answered with %i can only be taken out", async (status) => {
    const { drafts, asked } = composer();
    drafts.add([photo("a.png")]);
    asked[0]!.reject(status, "仅支持图片。");
    await settled();

    expect(drafts.images.value).toMatchObject([{ stage: "refused", why: "仅支持图片。" }]);
    expect(drafts.blockedBy.value).toBe("有图片无法发送，请移除后再发送。");
  });

  it("that is taken out is no longer sent, also when it arrives later", async () => {
    const { drafts, asked, told } = composer();
    drafts.add([photo("a.png")]);
    drafts.remove(drafts.images.value[0]!.key);
    asked[0]!.resolve("a");
    await settled();

    expect(told.cancelled).toBe(1);
    expect(drafts.take()).toEqual([]);
    expect(told.remembered).toEqual([]);
  });

  it("of a line that came back stands before the others, with its preview once that is there", async () => {
    const { drafts } = composer();
    drafts.add([photo("b.png")]);
    drafts.restore([attachment("a")], () => Promise.resolve("blob:a"));
    await settled();

    expect(drafts.images.value.map((image) => [image.name, image.stage])).toEqual([
      ["图片", "ready"],
      ["b.png", "uploading"],
    ]);
    expect(drafts.images.value[0]?.preview).toBe("blob:a");
  });
});

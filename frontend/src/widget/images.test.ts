/** Which images may wait in the composer, and when their line may go. */
import { describe, expect, it } from "vitest";
import { admitted, drawnSize, inWords, LARGEST, obstacle, type DraftImage } from "./images";

const file = (type = "image/jpeg", size = 1000) => ({ type, size });
const draft = (stage: DraftImage["stage"]): DraftImage => ({
  key: stage,
  name: "a.jpg",
  preview: "blob:a",
  stage,
  progress: 0,
  why: null,
  attachment: null,
});

describe("files that are given", () => {
  it.each(["image/jpeg", "image/png", "image/webp", "image/gif"])("join as %s", (type) => {
    expect(admitted([file(type)], 0)).toEqual({ taken: [file(type)], refused: null });
  });

  it.each(["image/svg+xml", "image/heic", "text/html", "application/pdf", ""])("are refused as %s", (type) => {
    const { taken, refused } = admitted([file(type), file()], 0);

    expect(taken).toEqual([file()]);
    expect(refused).toContain("JPG");
  });

  it("may have ten megabytes and not a byte more", () => {
    expect(admitted([file("image/png", LARGEST)], 0).taken).toHaveLength(1);
    expect(admitted([file("image/png", LARGEST + 1)], 0)).toEqual({ taken: [], refused: "单张图片不能超过 10 MB。" });
  });

  it("are six at most, with those already there", () => {
    const { taken, refused } = admitted([file(), file(), file()], 4);

    expect(taken).toHaveLength(2);
    expect(refused).toContain("6 张");
    expect(admitted([file()], 6).taken).toEqual([]);
  });

  it("are refused for every reason at once", () => {
    expect(admitted([file("text/html"), file("image/png", LARGEST + 1)], 0).refused).toBe(
      "仅支持 JPG、PNG、WebP 和 GIF 格式的图片；单张图片不能超过 10 MB。",
    );
  });
});

describe("a line with images", () => {
  it("goes when all have arrived", () => {
    expect(obstacle([])).toBeNull();
    expect(obstacle([draft("ready"), draft("ready")])).toBeNull();
  });

  it("waits while one is on its way, and says what to do about one that failed", () => {
    expect(obstacle([draft("ready"), draft("uploading")])).toContain("上传中");
    expect(obstacle([draft("uploading"), draft("failed")])).toContain("重试或移除");
  });

  it("is shown in words where there is room for words only", () => {
    const image = { id: "i", url: "u", width: 1, height: 1 };

    expect(inWords({ text: "", attachments: [image, image] })).toBe("[图片]");
    expect(inWords({ text: "看一下", attachments: [image] })).toBe("[图片] 看一下");
    expect(inWords({ text: "看一下" })).toBe("看一下");
  });
});

describe("an image of the thread", () => {
  it.each([
    [4000, 3000, 220, 165],
    [3000, 4000, 180, 240],
    [100, 50, 100, 50],
    [4000, 10, 220, 44],
  ])("of %i × %i is drawn %i × %i", (width, height, drawnWidth, drawnHeight) => {
    expect(drawnSize({ width, height })).toEqual({ width: drawnWidth, height: drawnHeight });
  });
});
